package io.shardhub.jakarta.jwt;

import static io.shardhub.jakarta.jwt.Tokens.claims;
import static io.shardhub.jakarta.jwt.Tokens.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.sun.net.httpserver.HttpServer;
import io.shardhub.auth.Decision;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FetchedKeysTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    private final AtomicInteger fetches = new AtomicInteger();
    private final KeyPair first = Tokens.RSA;
    private final KeyPair second = Tokens.OTHER_RSA;
    private HttpServer login;
    private volatile String answer = "";
    private volatile int status = 200;

    @BeforeEach
    void start() throws IOException {
        login = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        login.createContext("/keys", exchange -> {
            fetches.incrementAndGet();
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        login.start();
        publish(first, "1");
    }

    @AfterEach
    void stop() {
        login.stop(0);
    }

    private void publish(KeyPair keys, String id) {
        answer = new JWKSet(new RSAKey.Builder((RSAPublicKey) keys.getPublic())
                        .keyID(id)
                        .build())
                .toString();
    }

    private JwtAuthenticator door(JwtKeys.Fetching fetching) {
        URI url = URI.create("http://127.0.0.1:" + login.getAddress().getPort() + "/keys");
        return new JwtAuthenticator(
                Tokens.CLOCK, JwtKeys.at(url, fetching), JwtOptions.of("RS256"), TokenSource.bearer());
    }

    private static JwtKeys.Fetching fetching(Duration kept, Duration pause) {
        return new JwtKeys.Fetching(kept, kept.dividedBy(4), pause, LONG, kept.dividedBy(8));
    }

    private static String token(KeyPair keys, String id) throws Exception {
        return Tokens.rsa(
                JWSAlgorithm.RS256, keys.getPrivate(), id, claims("ann").build());
    }

    @Test
    void keysAreFetchedOnceForManyTokens() throws Exception {
        try (JwtAuthenticator door = door(fetching(LONG, Duration.ofSeconds(30)))) {
            for (int i = 0; i < 50; i++) {
                assertThat(user(door, token(first, "1"))).hasValue("ann");
            }
            assertThat(fetches).hasValue(1);
        }
    }

    @Test
    void aNewKeyIsFetchedWhenATokenNamesIt() throws Exception {
        try (JwtAuthenticator door = door(fetching(LONG, Duration.ofSeconds(30)))) {
            assertThat(user(door, token(first, "1"))).hasValue("ann");
            publish(second, "2");
            assertThat(user(door, token(second, "2"))).hasValue("ann");
            assertThat(user(door, token(first, "1"))).isEmpty();
        }
    }

    @Test
    void tokensThatNameUnknownKeysDoNotHammerTheServer() throws Exception {
        try (JwtAuthenticator door = door(fetching(LONG, Duration.ofSeconds(50)))) {
            for (int i = 0; i < 50; i++) {
                assertThat(Tokens.decide(door, token(second, "unknown-" + i)))
                        .isEqualTo(Decision.refuse(401, "no good token"));
            }
            assertThat(fetches.get()).isLessThanOrEqualTo(2);
            assertThat(user(door, token(first, "1"))).hasValue("ann");
        }
    }

    @Test
    void keysAreFetchedAnewInTheBackground() throws Exception {
        try (JwtAuthenticator door = door(fetching(Duration.ofSeconds(1), Duration.ofMillis(1)))) {
            assertThat(user(door, token(first, "1"))).hasValue("ann");
            await().until(() -> fetches.get() >= 3);
        }
        int atEnd = fetches.get();
        await().during(Duration.ofMillis(500)).until(() -> fetches.get() <= atEnd + 1); // one may be under way
    }

    @Test
    void theLastKeysServeWhileTheServerIsAway() throws Exception {
        try (JwtAuthenticator door = door(fetching(Duration.ofSeconds(1), Duration.ofMillis(1)))) {
            assertThat(user(door, token(first, "1"))).hasValue("ann");
            int before = fetches.get();
            status = 500;
            await().until(() -> fetches.get() >= before + 3);
            assertThat(user(door, token(first, "1"))).hasValue("ann");
        }
    }

    @Test
    void withoutAnyKeysNobodyIsToBlameButTheServer() throws Exception {
        answer = "<html>not here</html>";
        try (JwtAuthenticator door = door(fetching(LONG, Duration.ofMillis(1)))) {
            assertThat(Tokens.decide(door, token(first, "1")))
                    .isEqualTo(Decision.refuse(503, "no keys to check tokens with"));
            publish(first, "1");
            await().until(() -> user(door, token(first, "1")).isPresent());
        }
    }
}
