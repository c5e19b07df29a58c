package io.shardhub.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.CloseReason;
import io.shardhub.auth.Authenticator;
import io.shardhub.auth.Credential;
import io.shardhub.auth.Decision;
import io.shardhub.auth.Handshake;
import io.shardhub.auth.Identity;
import io.shardhub.contract.RecordingConnection;
import io.shardhub.core.testing.HubRig;
import io.shardhub.core.testing.ManualRuntime;
import io.shardhub.core.testing.QuietLog;
import io.shardhub.options.AuthOptions;
import io.shardhub.snapshot.RefusalCause;
import io.shardhub.transport.Receiver;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Credentials end, are renewed, and are revoked. */
@ExtendWith(QuietLog.class)
final class RenewalTest {

    private static final String ASKED = "{\"type\":\"hub.refresh\",\"data\":{\"graceMs\":10000}}";
    private static final String REFUSED =
            "{\"type\":\"hub.reply\",\"id\":\"1\",\"error\":{\"code\":\"unauthenticated\",\"message\":\"no good token\"}}";

    private final ManualRuntime runtime = new ManualRuntime();
    private final Manager manager = Manager.create(
            HubRig.options(2).withAuth(AuthOptions.defaults().withMaxRevoked(2)),
            HubParts.defaults().withRuntime(runtime));
    private final CompletableFuture<Decision> later = new CompletableFuture<>();

    /** A token is a user, a jti, and the seconds from now until it ends; "later" is decided later. */
    private final class Tokens implements Authenticator {
        @Override
        public Decision authenticate(Handshake handshake) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Decision renew(Identity present, String token) {
            if (token.equals("later")) {
                return Decision.later(later);
            }
            String[] parts = token.split(" ", -1);
            return parts.length == 3
                    ? new Decision.Admitted(identity(parts[0], parts[1], Integer.parseInt(parts[2])))
                    : Decision.refuse(401, "no token");
        }
    }

    private record Peer(RecordingConnection connection, Receiver receiver) {
        List<String> texts() {
            return connection.texts().subList(1, connection.texts().size()); // after the welcome
        }

        int closeCode() {
            return connection.closeReason().map(CloseReason::code).orElse(0);
        }

        void refresh(String token) {
            receiver.text("{\"type\":\"hub.refresh\",\"id\":\"1\",\"data\":{\"token\":\"" + token + "\"}}");
        }
    }

    @BeforeEach
    void start() {
        manager.start();
    }

    @AfterEach
    void booksBalance() {
        runtime.runUntilIdle();
        assertThat(manager.inbound().isBalanced()).as("%s", manager.inbound()).isTrue();
    }

    private Identity identity(String user, String jti, int seconds) {
        Instant now = runtime.instant();
        return new Identity(
                user, "192.0.2.7", Map.of(), Set.of("r" + seconds), new Credential(jti, now, now.plusSeconds(seconds)));
    }

    private Peer join(Identity identity) {
        RecordingConnection connection = new RecordingConnection();
        Peer peer = new Peer(connection, manager.accept(connection, identity, new Tokens()));
        runtime.runUntilIdle();
        return peer;
    }

    private void pass(int seconds) {
        runtime.advance(Duration.ofSeconds(seconds));
    }

    @Test
    void whoBringsNothingIsAskedAtTheEndAndClosedAfterTheGrace() {
        Peer peer = join(identity("ann", "a", 60));
        pass(59);
        assertThat(peer.texts()).isEmpty();
        pass(1);
        assertThat(peer.texts()).containsExactly(ASKED);
        pass(9);
        assertThat(peer.closeCode()).isZero();
        pass(1);
        assertThat(peer.closeCode()).isEqualTo(4401);
        peer.receiver().closed(new CloseReason(4401, ""));
        runtime.runUntilIdle();
        assertThat(manager.snapshot().closed()).containsExactly(Map.entry(4401, 1L));
    }

    @Test
    void whoBringsAFreshOneStaysAndIsAskedAgain() {
        Peer peer = join(identity("ann", "a", 60));
        pass(61);
        peer.refresh("ann b 30");
        runtime.runUntilIdle();
        assertThat(peer.texts())
                .containsExactly(ASKED, "{\"type\":\"hub.reply\",\"id\":\"1\",\"data\":{\"expiresInMs\":30000}}");
        pass(29);
        assertThat(peer.closeCode()).isZero();
        assertThat(peer.texts()).hasSize(2);
        pass(1);
        assertThat(peer.texts()).hasSize(3).last().isEqualTo(ASKED);
        pass(10);
        assertThat(peer.closeCode()).isEqualTo(4401);
    }

    @Test
    void theFreshOneBringsItsRolesAndKeepsTheAddress() {
        Peer peer = join(identity("ann", "a", 60).withRemoteAddress("198.51.100.1"));
        peer.refresh("ann b 120");
        runtime.runUntilIdle();
        Identity now = manager.hub().clients().iterator().next().identity();
        assertThat(now.roles()).containsExactly("r120");
        assertThat(now.remoteAddress()).isEqualTo("198.51.100.1");
        pass(119);
        assertThat(peer.texts()).as("not asked at the end of the first").hasSize(1);
    }

    @Test
    void anotherUserAnEarlierEndAndRubbishAreRefusedAndCounted() {
        Peer peer = join(identity("ann", "a", 60));
        peer.refresh("bob b 600");
        peer.refresh("ann b 59");
        peer.refresh("nonsense");
        runtime.runUntilIdle();
        assertThat(peer.texts()).containsExactly(REFUSED, REFUSED, REFUSED);
        assertThat(manager.inbound().faults()).containsExactly(Map.entry("unauthenticated", 3L));
        pass(70);
        assertThat(peer.closeCode()).isEqualTo(4401);
    }

    @Test
    void theSameOneOnceMoreChangesNothing() {
        Peer peer = join(identity("ann", "a", 60));
        peer.refresh("ann b 60");
        runtime.runUntilIdle();
        assertThat(peer.texts()).hasSize(1).first().asString().contains("\"expiresInMs\":60000");
        pass(60);
        peer.refresh("ann c 0");
        runtime.runUntilIdle();
        assertThat(peer.texts()).hasSize(3).last().isEqualTo(REFUSED);
        pass(10);
        assertThat(peer.closeCode()).isEqualTo(4401);
    }

    @Test
    void guessingTokensIsAbuse() {
        Peer peer = join(identity("ann", "a", 60));
        for (int i = 0; i < 31; i++) {
            peer.refresh("nonsense");
            runtime.runUntilIdle();
        }
        assertThat(peer.closeCode()).isEqualTo(1008);
    }

    @Test
    void whoeverDecidesLaterHoldsUpNobody() {
        Peer peer = join(identity("ann", "a", 60));
        pass(61);
        peer.refresh("later");
        peer.receiver().text("{\"type\":\"hub.hello\",\"id\":\"2\"}");
        peer.refresh("ann b 600");
        runtime.runUntilIdle();
        assertThat(peer.texts())
                .containsExactly(
                        ASKED,
                        "{\"type\":\"hub.reply\",\"id\":\"2\",\"data\":null}",
                        "{\"type\":\"hub.reply\",\"id\":\"1\",\"error\":{\"code\":\"forbidden\",\"message\":"
                                + "\"there is nothing to renew now\"}}");
        later.complete(new Decision.Admitted(identity("ann", "c", 40)));
        runtime.runUntilIdle();
        assertThat(peer.texts())
                .last()
                .isEqualTo("{\"type\":\"hub.reply\",\"id\":\"1\",\"data\":{\"expiresInMs\":40000}}");
    }

    @Test
    void whoeverDecidesTooLateDecidesNothing() {
        Peer peer = join(identity("ann", "a", 60));
        peer.refresh("later");
        pass(10);
        assertThat(peer.texts())
                .containsExactly("{\"type\":\"hub.reply\",\"id\":\"1\",\"error\":{\"code\":\"overloaded\",\"message\":"
                        + "\"try again later\"}}");
        peer.refresh("ann b 600");
        runtime.runUntilIdle();
        assertThat(peer.texts())
                .last()
                .isEqualTo("{\"type\":\"hub.reply\",\"id\":\"1\",\"data\":{\"expiresInMs\":600000}}");
        later.complete(new Decision.Admitted(identity("ann", "c", 900)));
        runtime.runUntilIdle();
        assertThat(peer.texts()).hasSize(2);
    }

    @Test
    void whoDecidesNothingUntilTheGraceIsOverChangesNothing() {
        Peer peer = join(identity("ann", "a", 60));
        pass(61);
        peer.refresh("later");
        pass(10);
        assertThat(peer.closeCode()).isEqualTo(4401);
        peer.receiver().closed(new CloseReason(4401, ""));
        runtime.runUntilIdle();
        later.complete(new Decision.Admitted(identity("ann", "c", 40)));
        runtime.runUntilIdle();
        assertThat(manager.hub().clients()).isEmpty();
    }

    @Test
    void whoHasNothingThatEndsRenewsNothing() {
        Peer peer = join(Identity.of("ann"));
        peer.refresh("ann b 600");
        runtime.runUntilIdle();
        assertThat(peer.texts()).hasSize(1).first().asString().contains("forbidden");
        pass(80);
        assertThat(peer.closeCode()).isZero();
    }

    @Test
    void aRevokedCredentialIsClosedAndRefusedUntilItsEnd() {
        Identity stolen = identity("ann", "a", 60);
        Peer thief = join(stolen);
        Peer owner = join(identity("ann", "b", 60));
        assertThat(manager.cluster()
                        .revoke("a", runtime.instant().plusSeconds(60))
                        .isAccepted())
                .isTrue();
        runtime.runUntilIdle();
        assertThat(thief.closeCode()).isEqualTo(4401);
        assertThat(owner.closeCode()).isZero();
        assertThat(manager.refusal(stolen).orElseThrow().status()).isEqualTo(401);
        assertThat(manager.refusal(identity("ann", "c", 60))).isEmpty();
        RecordingConnection late = new RecordingConnection();
        manager.accept(late, stolen, new Tokens());
        assertThat(late.closeReason().orElseThrow().code()).isEqualTo(4401);
        assertThat(manager.snapshot().refused()).containsEntry(RefusalCause.REVOKED, 2L);
        owner.refresh("ann a 600");
        runtime.runUntilIdle();
        assertThat(owner.texts()).containsExactly(REFUSED);
        pass(61);
        assertThat(manager.refusal(stolen))
                .as("forgotten: it has ended by itself")
                .isEmpty();
    }

    @Test
    void aRevokedUserComesBackOnlyWithWhatIsIssuedLater() {
        Identity before = identity("ann", "", 600);
        Peer ann = join(before);
        Peer bare = join(Identity.of("ann"));
        Peer bob = join(identity("bob", "", 600));
        pass(1);
        manager.cluster().revokeUser("ann", runtime.instant().plusSeconds(600));
        runtime.runUntilIdle();
        assertThat(List.of(ann.closeCode(), bare.closeCode(), bob.closeCode())).containsExactly(4401, 4401, 0);
        assertThat(manager.refusal(before)).isPresent();
        pass(1);
        assertThat(manager.refusal(identity("ann", "", 600))).isEmpty();
    }

    @Test
    void noMoreIsRememberedThanTheOptionsAllow() {
        Instant now = runtime.instant();
        manager.cluster().revoke("long", now.plusSeconds(300));
        manager.cluster().revoke("short", now.plusSeconds(100));
        manager.cluster().revoke("middle", now.plusSeconds(200));
        assertThat(manager.refusal(identity("ann", "short", 60)))
                .as("ends first, is forgotten")
                .isEmpty();
        assertThat(manager.refusal(identity("ann", "middle", 60))).isPresent();
        assertThat(manager.refusal(identity("ann", "long", 60))).isPresent();
    }
}
