package io.shardhub.jakarta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.shardhub.auth.Authenticator;
import io.shardhub.auth.Decision;
import io.shardhub.auth.Handshake;
import io.shardhub.jakarta.TestServer.Bound;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/** How peers come in, or not, by a deployment, and all that sessions do. */
@OnContainers
@MethodSource("io.shardhub.jakarta.Rig#withDeployments")
class DeploymentTest extends EndScenarios {

    private final AtomicReference<Handshake> seen = new AtomicReference<>();
    private volatile Authenticator authenticator = Rig.BY_PARAMETER;

    @Override
    TestServer start() throws Exception {
        return rig.container().deployment(new Bound(gateway, this::decide, rig.options()));
    }

    private Decision decide(Handshake handshake) {
        seen.set(handshake);
        return authenticator.authenticate(handshake);
    }

    @Test
    void theAuthenticatorSeesTheHandshake() throws Exception {
        keep(RawPeer.ask(port(), "/ws?user=7&x=2", "Cookie: a=b\r\n")).answer();
        assertThat(seen.get().path()).isEqualTo("/ws");
        assertThat(seen.get().parameter("x")).hasValue("2");
        assertThat(seen.get().header("Cookie")).hasValue("a=b");
    }

    @Test
    void anUnknownUserIsClosedWith4401() throws Exception {
        assertClosed("/ws", "", 4401);
    }

    @Test
    void aForbiddenUserIsClosedWith4403() throws Exception {
        authenticator = handshake -> Decision.refuse(403, "not today");
        assertClosed("/ws?user=7", "", 4403);
    }

    @Test
    void aFailingAuthenticatorClosesWith1011() throws Exception {
        authenticator = handshake -> {
            throw new IllegalStateException("thrown by the test");
        };
        assertClosed("/ws?user=7", "", 1011);
    }

    @Test
    void anAuthenticatorMayAnswerLater() throws Exception {
        authenticator = handshake ->
                Decision.later(CompletableFuture.supplyAsync(() -> Rig.BY_PARAMETER.authenticate(handshake)));
        keep(RawPeer.ask(port(), "/ws?user=7", "")).answer();
        assertThat(gateway.first().identity().userId()).isEqualTo("7");
    }

    @Test
    void anAuthenticatorThatRefusesLaterClosesWith4401() throws Exception {
        authenticator = handshake ->
                Decision.later(CompletableFuture.supplyAsync(() -> Rig.BY_PARAMETER.authenticate(handshake)));
        assertClosed("/ws", "", 4401);
    }

    @Test
    void aFullGatewayClosesWith1013() throws Exception {
        gateway.refuse("full", Duration.ofSeconds(2));
        assertClosed("/ws?user=7", "", 1013);
    }

    @Test
    void aForeignOriginIsClosedWith4403() throws Exception {
        assertClosed("/ws?user=7", "Origin: https://evil.example\r\n", 4403);
    }

    @Test
    void whatIsNoOriginIsRefusedBeforeTheUpgrade() throws Exception {
        RawPeer peer = keep(RawPeer.ask(port(), "/ws?user=7", "Origin: null\r\n"));
        assertThat(peer.answer().status()).isEqualTo(403);
        assertThat(gateway.accepted()).isEmpty();
    }

    @Test
    void theSameOriginMayConnect() throws Exception {
        keep(RawPeer.ask(port(), "/ws?user=7", "Origin: http://localhost:" + port() + "\r\n"))
                .answer();
        assertThat(gateway.first().identity().userId()).isEqualTo("7");
    }

    @Test
    void handshakesAtTheSameTimeKeepTheirIdentities() throws Exception {
        List<RawPeer> asking = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            asking.add(keep(RawPeer.ask(port(), "/ws?user=" + i, "")));
        }
        for (int i = 0; i < 200; i++) {
            assertThat(asking.get(i).answer().status()).isEqualTo(101);
            asking.get(i).text("I am " + i);
        }
        await().until(() -> gateway.accepted().size() == 200);
        for (TestGateway.Accepted accepted : gateway.accepted()) {
            await().until(() -> !accepted.receiver().texts().isEmpty());
            assertThat(accepted.receiver().texts())
                    .containsExactly("I am " + accepted.identity().userId());
        }
    }

    /** Asserts that a peer is closed at once; it sends a message right behind the handshake, which nobody may hear. */
    private void assertClosed(String target, String headers, int code) throws IOException {
        for (int i = 0; i < 20; i++) {
            RawPeer peer = keep(RawPeer.ask(port(), target, headers));
            peer.text("is anybody there?");
            assertThat(peer.answer().status()).isEqualTo(101);
            assertThat(peer.readCloseCode()).isEqualTo(code);
            peer.answerClose(code);
            assertThat(gateway.accepted()).isEmpty();
        }
    }

    @Test
    void compressionThatTheContainerDoesNotHaveIsRefusedAtOnce() {
        assumeTrue(rig.container() == TestContainer.TYRUS, "the others have it");
        assertThatThrownBy(() -> rig.container()
                        .deployment(
                                new Bound(gateway, this::decide, rig.options().withCompression(true))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "compression: true (expected: false, for permessage-deflate is not installed in"
                                + " org.glassfish.tyrus.container.grizzly.server.GrizzlyServerContainer$TyrusGrizzlyServerContainer)");
    }
}
