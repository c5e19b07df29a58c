package io.shardhub.examples.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import io.shardhub.Message;
import io.shardhub.auth.Authenticator;
import io.shardhub.core.Manager;
import io.shardhub.examples.container.EmbeddedTomcat;
import io.shardhub.examples.container.Listen;
import io.shardhub.examples.load.LoadOptions;
import io.shardhub.examples.load.LoadReport;
import io.shardhub.examples.load.LoadRun;
import io.shardhub.examples.load.Mode;
import io.shardhub.examples.load.Target;
import io.shardhub.jakarta.HubServlet;
import io.shardhub.jakarta.JakartaOptions;
import io.shardhub.jakarta.jwt.JwtAuthenticator;
import io.shardhub.jakarta.jwt.JwtKeys;
import io.shardhub.jakarta.jwt.JwtOptions;
import io.shardhub.jakarta.jwt.TokenSource;
import io.shardhub.options.HubOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A thousand honest clients and those who would spoil it for them, on one machine. A build leaves it out, because it measures:
 *
 * <pre>mvn -Pfast -pl hub-examples -am test -Dtest=AttackLoad -Dsurefire.failIfNoSpecifiedTests=false</pre>
 */
class AttackLoad {

    private static final int HONEST = 1_000;
    private static final int ATTACKERS = 1_000;
    private static final int STORM = 5_000;

    private Manager manager;
    private EmbeddedTomcat tomcat;

    @BeforeEach
    void start() throws Exception {
        HubOptions options = HubOptions.medium();
        manager = Manager.create(options);
        manager.on("ECHO", JsonElement.class, request -> {
            JsonElement data = request.data();
            request.client().send(Message.of("ECHO", data == null ? null : data.toString()));
        });
        manager.start();
        KeyPairGenerator keys = KeyPairGenerator.getInstance("RSA");
        keys.initialize(2_048);
        JwtAuthenticator jwt = new JwtAuthenticator(
                JwtKeys.publicKey(keys.generateKeyPair().getPublic()),
                JwtOptions.of("RS256"),
                TokenSource.parameter("token"));
        Authenticator user = Authenticator.trustingParameter("user");
        Authenticator door = handshake ->
                handshake.parameter("token").isPresent() ? jwt.authenticate(handshake) : user.authenticate(handshake);
        tomcat = EmbeddedTomcat.start(
                Listen.locally(0, 10_000),
                context -> HubServlet.register(context, manager, door, JakartaOptions.at("/ws")));
    }

    @AfterEach
    void stop() {
        manager.close();
        tomcat.close();
    }

    private LoadReport honest() throws Exception {
        return LoadRun.run(
                new LoadOptions(
                        Target.local(tomcat.port()),
                        new LoadOptions.Clients(HONEST, 0, 1_000),
                        new LoadOptions.Sending(Mode.ECHO, 2_000, 1, 64),
                        LoadOptions.Timing.ofSeconds(4, 20),
                        OptionalLong.empty()),
                progress -> {});
    }

    @Test
    void aThousandAttackersBesideAThousandHonestClients() throws Exception {
        honest(); // warms up
        LoadReport calm = honest();
        LoadReport attacked;
        String deeds;
        try (Attackers attackers = new Attackers(tomcat.port(), ATTACKERS).begin()) {
            attacked = honest();
            deeds = attackers.deeds();
        }
        judge("attacked", calm, attacked, deeds);
    }

    @Test
    void aStormOfInvalidHandshakes() throws Exception {
        honest();
        LoadReport calm = honest();
        AtomicInteger refused = new AtomicInteger();
        Thread storm = new Thread(() -> storm(refused));
        storm.start();
        LoadReport stormy = honest();
        storm.join();
        assertThat(refused).hasValue(STORM);
        judge("stormy", calm, stormy, refused + " handshakes with a well-formed token that nobody signed");
    }

    private void judge(String name, LoadReport calm, LoadReport other, String deeds) {
        System.out.printf(
                "%s: %s%n  calm     p50 %.0f us p99 %.0f us max %.0f us, lost %d%n  %-8s p50 %.0f us p99 %.0f us max %.0f us,"
                        + " lost %d of %d%n  hub: faults %s, refused %s, closed %s%n",
                name,
                deeds,
                calm.latencyMicros().p50(),
                calm.latencyMicros().p99(),
                calm.latencyMicros().max(),
                calm.deliveries().books().lost(),
                name,
                other.latencyMicros().p50(),
                other.latencyMicros().p99(),
                other.latencyMicros().max(),
                other.deliveries().books().lost(),
                other.deliveries().books().expected(),
                manager.inbound().faults(),
                manager.snapshot().refused(),
                manager.snapshot().closed());
        assertThat(other.isClean()).isTrue();
        assertThat(other.latencyMicros().p99())
                .isLessThanOrEqualTo(2 * calm.latencyMicros().p99());
    }

    /* Over the time that the honest ones are measured: five hundred a second for ten seconds. */
    private void storm(AtomicInteger refused) {
        String token = part("{\"alg\":\"RS256\"}") + "." + part("{\"sub\":\"evil\",\"exp\":4102444800}") + "."
                + Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[256]);
        String request = "GET /ws?token=" + token + " HTTP/1.1\r\nHost: localhost\r\nConnection: upgrade, close\r\n"
                + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
        long begin = System.nanoTime() + 6_000_000_000L; // when they have warmed up
        for (int i = 0; i < STORM; i++) {
            long due = begin + i * 2_000_000L;
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), tomcat.port())) {
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                if (answer.startsWith("HTTP/1.1 401")) {
                    refused.incrementAndGet();
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static String part(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.US_ASCII));
    }
}
