package io.shardhub.jakarta;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.shardhub.jakarta.TestServer.Bound;
import io.shardhub.jakarta.jwt.JwtAuthenticator;
import io.shardhub.jakarta.jwt.JwtKeys;
import io.shardhub.jakarta.jwt.JwtOptions;
import io.shardhub.jakarta.jwt.TokenSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Tokens at the door of a real container. */
class JwtServletTest {

    private static final byte[] SECRET = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final String UNAUTHORIZED = "{\"error\":\"Unauthorized\"}";

    private final TestGateway gateway = new TestGateway();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger root = (Logger) LoggerFactory.getLogger("io.shardhub");
    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        root.setLevel(Level.TRACE);
        log.start();
        root.addAppender(log);
        server = TomcatServer.withServlet(new Bound(
                gateway,
                new JwtAuthenticator(
                        JwtKeys.secret(SECRET),
                        JwtOptions.of("HS256").withAudience("quiz"),
                        TokenSource.parameter("token"),
                        TokenSource.bearer(),
                        TokenSource.cookie("jwt"),
                        TokenSource.subprotocol()),
                JakartaOptions.at("/ws")));
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        root.detachAppender(log);
        root.setLevel(null);
    }

    private static String token(String user, String audience, Duration validFor) throws Exception {
        SignedJWT token = new SignedJWT(
                new JWSHeader(JWSAlgorithm.HS256),
                new JWTClaimsSet.Builder()
                        .subject(user)
                        .audience(audience)
                        .expirationTime(Date.from(Instant.now().plus(validFor)))
                        .build());
        token.sign(new MACSigner(SECRET));
        return token.serialize();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/ws?token=%s|",
                "/ws|Authorization: Bearer %s",
                "/ws|Cookie: theme=dark; jwt=%s",
                "/ws|Sec-WebSocket-Protocol: shardhub, token.%s"
            })
    void aTokenOpensTheDoorFromEveryPlace(String request) throws Exception {
        try (RawPeer peer = ask(request, token("ann", "quiz", Duration.ofMinutes(5)))) {
            RawPeer.Answer answer = peer.answer();
            assertThat(answer.status()).isEqualTo(101);
            assertThat(answer.head().contains("Sec-WebSocket-Protocol: shardhub\r\n"))
                    .isEqualTo(request.contains("Protocol"));
            assertThat(gateway.first().identity().userId()).isEqualTo("ann");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/ws?token=%s|",
                "/ws|Authorization: Bearer %s",
                "/ws|Cookie: theme=dark; jwt=%s",
                "/ws|Sec-WebSocket-Protocol: shardhub, token.%s"
            })
    void whoHasABadTokenIsRefusedBeforeTheUpgradeAndTheTokenStaysOutOfTheLog(String request) throws Exception {
        assertRefused(request, token("ann", "shop", Duration.ofMinutes(5)));
        assertRefused(request, token("ann", "quiz", Duration.ofMinutes(-5)));
        String good = token("ann", "quiz", Duration.ofMinutes(5));
        assertRefused(request, good.substring(0, good.length() - 4));
        assertRefused(request, good.substring(good.indexOf('.')));
        assertRefused(request, "eyJub3RoaW5n");
    }

    @Test
    void whoHasNoTokenIsRefused() throws Exception {
        assertRefused("/ws|", "");
    }

    private RawPeer ask(String request, String token) throws IOException {
        String[] parts = String.format(request, token).split("\\|", -1);
        return RawPeer.ask(server.port(), parts[0], parts[1].isEmpty() ? "" : parts[1] + "\r\n");
    }

    private void assertRefused(String request, String token) throws IOException {
        try (RawPeer peer = ask(request, token)) {
            RawPeer.Answer answer = peer.answer();
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.body()).isEqualTo(UNAUTHORIZED);
            assertThat(answer.head()).containsIgnoringCase("Content-Type: application/json");
            assertThat(gateway.accepted()).isEmpty();
        }
        assertThat(log.list).extracting(ILoggingEvent::getFormattedMessage).isNotEmpty();
        for (ILoggingEvent event : log.list) {
            for (String part : token.split("\\.", -1)) {
                if (part.length() > 4) {
                    assertThat(event.getFormattedMessage()).doesNotContain(part);
                }
            }
        }
    }
}
