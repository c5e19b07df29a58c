package io.shardhub.jakarta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shardhub.auth.Authenticator;
import io.shardhub.auth.Decision;
import io.shardhub.auth.Handshake;
import io.shardhub.auth.Identity;
import io.shardhub.jakarta.TestServer.Bound;
import io.shardhub.snapshot.RefusalCause;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.provider.MethodSource;

/** Authenticators that have to ask somebody else. */
@OnContainers
@MethodSource("io.shardhub.jakarta.Rig#withServlets")
class LaterDecisionTest {

    @Parameter
    private Rig rig;

    private final TestGateway gateway = new TestGateway();
    private final Map<String, CompletableFuture<Decision>> asked = new ConcurrentHashMap<>();
    private final List<RawPeer> peers = new ArrayList<>();
    private TestServer server;

    private void start(Duration deadline) throws Exception {
        Authenticator asking = handshake -> handshake.parameter("at").isPresent()
                ? Decision.admit(handshake, user(handshake))
                : Decision.later(asked.computeIfAbsent(user(handshake), user -> new CompletableFuture<>()));
        server =
                rig.container().servlet(new Bound(gateway, asking, rig.options().withAuthDeadline(deadline)));
    }

    private static String user(Handshake handshake) {
        return handshake.parameter("user").orElseThrow();
    }

    @AfterEach
    void stop() throws Exception {
        for (RawPeer peer : peers) {
            peer.close();
        }
        server.close();
    }

    private RawPeer ask(String target) throws IOException {
        RawPeer peer = RawPeer.ask(server.port(), target, "");
        peers.add(peer);
        return peer;
    }

    private CompletableFuture<Decision> question(String user) {
        await().until(() -> asked.containsKey(user));
        return asked.get(user);
    }

    @Test
    void whoIsAdmittedLaterComesInAndTalks() throws Exception {
        start(Duration.ofSeconds(30));
        RawPeer peer = ask("/ws?user=ann");
        question("ann").complete(new Decision.Admitted(Identity.of("ann")));
        assertThat(peer.answer().status()).isEqualTo(101);
        peer.text("hello");
        await().until(() -> gateway.first().receiver().texts().equals(List.of("hello")));
        assertThat(gateway.first().identity().userId()).isEqualTo("ann");
    }

    @Test
    void whoIsRefusedLaterGetsTheStatus() throws Exception {
        start(Duration.ofSeconds(30));
        RawPeer peer = ask("/ws?user=ann");
        question("ann").complete(Decision.refuse(401, "unknown"));
        assertThat(peer.answer())
                .extracting(RawPeer.Answer::status, RawPeer.Answer::body)
                .containsExactly(401, "{\"error\":\"Unauthorized\"}");
        RawPeer failed = ask("/ws?user=bob");
        question("bob").completeExceptionally(new IllegalStateException("thrown by the test"));
        assertThat(failed.answer().status()).isEqualTo(500);
        assertThat(gateway.accepted()).isEmpty();
        assertThat(gateway.refused()).containsExactly(RefusalCause.UNAUTHENTICATED, RefusalCause.AUTHENTICATOR);
    }

    @Test
    void whoeverIsNotAnsweredInTimeGets503() throws Exception {
        start(Duration.ofMillis(50));
        RawPeer.Answer answer = ask("/ws?user=ann").answer();
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.head()).contains("Retry-After: 1\r\n");
        question("ann").complete(new Decision.Admitted(Identity.of("ann")));
        assertThat(gateway.accepted()).isEmpty();
        assertThat(gateway.refused()).containsExactly(RefusalCause.AUTHENTICATOR);
    }

    /** The containers of these tests have eight threads or less. */
    @Test
    void thoseWhoWaitKeepNobodyOut() throws Exception {
        start(Duration.ofSeconds(30));
        for (int i = 0; i < 30; i++) {
            ask("/ws?user=slow" + i);
        }
        await().until(() -> asked.size() == 30);
        assertThat(ask("/ws?user=quick&at=once").answer().status()).isEqualTo(101);
        asked.forEach((user, question) -> question.complete(new Decision.Admitted(Identity.of(user))));
        for (int i = 0; i < 30; i++) {
            assertThat(peers.get(i).answer().status()).isEqualTo(101);
        }
    }
}
