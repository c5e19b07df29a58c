package io.shardhub.jakarta;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.auth.Authenticator;
import io.shardhub.auth.Decision;
import io.shardhub.auth.Handshake;
import io.shardhub.jakarta.TestServer.Bound;
import io.shardhub.snapshot.RefusalCause;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How peers come in, or not, through a servlet, and all that sessions do. */
@OnContainers
@MethodSource("io.shardhub.jakarta.Rig#withServlets")
class ServletTest extends EndScenarios {

    private final AtomicReference<Handshake> seen = new AtomicReference<>();
    private volatile Authenticator authenticator = Rig.BY_PARAMETER;

    @Override
    TestServer start() throws Exception {
        return rig.container().servlet(new Bound(gateway, this::decide, rig.options()));
    }

    private Decision decide(Handshake handshake) {
        seen.set(handshake);
        return authenticator.authenticate(handshake);
    }

    @Test
    void theAuthenticatorSeesTheWholeHandshake() throws Exception {
        keep(RawPeer.ask(port(), "/ws?user=7&x=%C3%A9&x=2", "Cookie: a=b\r\n")).answer();
        Handshake handshake = seen.get();
        assertThat(handshake.path()).isEqualTo("/ws");
        assertThat(handshake.parameters().get("x")).containsExactly("é", "2");
        assertThat(handshake.header("Cookie")).hasValue("a=b");
        assertThat(handshake.remoteAddress()).isEqualTo("127.0.0.1");
        assertThat(handshake.principal()).isEmpty();
        assertThat(gateway.first().identity().remoteAddress()).isEqualTo("127.0.0.1");
    }

    @Test
    void anUnknownUserGets401() throws Exception {
        assertRefused("/ws", "", 401, "{\"error\":\"Unauthorized\"}");
    }

    @Test
    void theAuthenticatorChoosesTheStatus() throws Exception {
        authenticator = handshake -> Decision.refuse(403, "not today");
        assertRefused("/ws?user=7", "", 403, "{\"error\":\"Forbidden\"}");
    }

    @Test
    void aFailingAuthenticatorIsA500() throws Exception {
        authenticator = handshake -> {
            throw new IllegalStateException("thrown by the test");
        };
        assertRefused("/ws?user=7", "", 500, "{\"error\":\"Internal Server Error\"}");
    }

    @Test
    void aForeignOriginGets403() throws Exception {
        assertRefused("/ws?user=7", "Origin: https://evil.example\r\n", 403, "{\"error\":\"Forbidden\"}");
        assertRefused("/ws?user=7", "Origin: null\r\n", 403, "{\"error\":\"Forbidden\"}");
        assertThat(gateway.refused()).containsExactly(RefusalCause.ORIGIN, RefusalCause.ORIGIN);
    }

    @Test
    void theSameOriginMayConnect() throws Exception {
        RawPeer peer = keep(RawPeer.ask(port(), "/ws?user=7", "Origin: http://LOCALHOST:" + port() + "\r\n"));
        assertThat(peer.answer().status()).isEqualTo(101);
    }

    @ParameterizedTest
    @CsvSource({"PT0S, 0", "PT0.001S, 1", "PT2S, 2", "PT2.000000001S, 3", "PT1H, 3600"})
    void aFullGatewayIsA503ThatSaysWhenToComeBack(Duration retryAfter, int seconds) throws Exception {
        gateway.refuse("full", retryAfter);
        RawPeer.Answer answer = assertRefused("/ws?user=7", "", 503, "{\"error\":\"Service Unavailable\"}");
        assertThat(answer.head()).contains("Retry-After: " + seconds + "\r\n");
    }

    @Test
    void aPlainRequestIsToldToUpgrade() throws Exception {
        RawPeer.Answer answer = keep(RawPeer.plain(port(), "GET", "/ws?user=7")).answer();
        assertThat(answer.status()).isEqualTo(426);
        assertThat(answer.head())
                .containsIgnoringCase("Upgrade: websocket")
                .containsIgnoringCase("Connection: upgrade");
        assertThat(gateway.accepted()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Sec-WebSocket-Key: AAAA\r\n", "Sec-WebSocket-Key: !AAAAAAAAAAAAAAAAAAAAA==\r\n"})
    void anUpgradeWithoutAGoodKeyIsA400(String key) throws Exception {
        RawPeer peer = keep(RawPeer.silent(port()));
        peer.bytes(("GET /ws?user=7 HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Version: 13\r\n" + key + "\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        RawPeer.Answer answer = peer.answer();
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("{\"error\":\"Bad Request\"}");
        assertThat(gateway.accepted()).isEmpty();
    }

    /** Some containers refuse it themselves, others hand on what they make of it: nobody is let in for that, and nothing fails. */
    @ParameterizedTest
    @ValueSource(strings = {"/ws?user=%zz", "/ws?user=%", "/ws?user=7%2", "/ws?%zz=7", "/ws?user=%00"})
    void aQueryThatIsNoneLetsNobodyIn(String target) throws Exception {
        assertThat(keep(RawPeer.ask(port(), target, "")).answer().status()).isIn(400, 401);
        assertThat(gateway.accepted()).isEmpty();
        assertThat(keep(RawPeer.ask(port(), "/ws?user=7", "")).answer().status())
                .isEqualTo(101);
    }

    @Test
    void otherMethodsAreNotAllowed() throws Exception {
        for (String method : new String[] {"POST", "PUT", "DELETE", "OPTIONS"}) {
            RawPeer.Answer answer = keep(RawPeer.plain(port(), method, "/ws")).answer();
            assertThat(answer.status()).as(method).isEqualTo(405);
            assertThat(answer.head()).contains("Allow: GET");
        }
    }

    /** Asserts a refusal, and sends frames anyway, which nobody may hear. */
    private RawPeer.Answer assertRefused(String target, String headers, int status, String body) throws IOException {
        RawPeer peer = keep(RawPeer.ask(port(), target, headers));
        RawPeer.Answer answer = peer.answer();
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body()).isEqualTo(body);
        assertThat(answer.head()).containsIgnoringCase("Content-Type: application/json");
        peer.text("is anybody there?");
        byte[] rest = peer.readToEnd(); // Tomcat takes the frame for a bad request and ends the connection
        assertThat(rest.length == 0 || rest[0] == 'H').isTrue();
        assertThat(gateway.accepted()).isEmpty();
        return answer;
    }
}
