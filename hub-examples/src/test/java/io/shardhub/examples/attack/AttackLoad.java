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
import io.shardhub.snapshot.RefusalCause;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;
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
    private static final int ROUNDS = 5;

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
                        LoadOptions.Timing.ofSeconds(4, 10),
                        OptionalLong.empty()),
                progress -> {});
    }

    @Test
    void aThousandAttackersBesideAThousandHonestClients() throws Exception {
        compare(() -> new Attackers(tomcat.port(), ATTACKERS));
    }

    @Test
    void aStormOfInvalidHandshakes() throws Exception {
        compare(() -> new HandshakeStorm(tomcat.port(), STORM, Duration.ofSeconds(6))); // when they have warmed up
        assertThat(manager.snapshot().refused()).containsEntry(RefusalCause.UNAUTHENTICATED, (long) ROUNDS * STORM);
    }

    /* Calm and trouble in turns, because the machine may have troubles of its own; the medians count. */
    private void compare(Supplier<Trouble> troubles) throws Exception {
        honest(); // warms up
        List<Double> calm = new ArrayList<>();
        List<Double> troubled = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            calm.add(p99("calm"));
            try (Trouble trouble = troubles.get().begin()) {
                troubled.add(p99("trouble"));
                System.out.println(trouble.deeds());
            }
        }
        System.out.printf(
                "p99 %.0f us in calm, %.0f us in trouble; hub: faults %s, refused %s, closed %s%n",
                median(calm),
                median(troubled),
                manager.inbound().faults(),
                manager.snapshot().refused(),
                manager.snapshot().closed());
        assertThat(median(troubled)).isLessThanOrEqualTo(2 * median(calm));
    }

    private double p99(String name) throws Exception {
        LoadReport report = honest();
        LoadReport.Latency micros = report.latencyMicros();
        LoadReport.Books books = report.deliveries().books();
        System.out.printf(
                "%-7s p50 %.0f us p99 %.0f us max %.0f us, lost %d of %d%n",
                name, micros.p50(), micros.p99(), micros.max(), books.lost(), books.expected());
        assertThat(report.isClean()).isTrue();
        return micros.p99();
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
