package io.shardhub.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.Message;
import io.shardhub.auth.Credential;
import io.shardhub.auth.Identity;
import io.shardhub.contract.RecordingConnection;
import io.shardhub.core.testing.Guest;
import io.shardhub.core.testing.HubNodes;
import io.shardhub.core.testing.HubRig;
import io.shardhub.core.testing.ManualRuntime;
import io.shardhub.core.testing.RecordingListener;
import io.shardhub.event.HubEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What one node revokes counts nowhere in the cluster. */
final class RevocationTest {

    private final HubNodes nodes = new HubNodes(new ManualRuntime(), HubNodes.CLUSTER);

    @BeforeEach
    void startTwo() {
        List.of("a", "b").forEach(nodes::start);
        nodes.idle();
    }

    @AfterEach
    void booksBalance() {
        nodes.hubs().values().forEach(HubRig::balancedBooks);
        nodes.close();
    }

    private Instant now() {
        return nodes.runtime().instant();
    }

    private Identity identity(String user, String jti) {
        return Identity.of(user).withCredential(new Credential(jti, now(), now().plusSeconds(60)));
    }

    private Guest join(String node, Identity identity) {
        RecordingConnection connection = new RecordingConnection();
        RecordingListener listener = new RecordingListener();
        Guest guest = new Guest(connection, nodes.hub(node).register(connection, identity, listener), listener);
        nodes.idle();
        return guest;
    }

    @Test
    void credentialsAndUsersAreClosedAndRefusedOnEveryNode() {
        Identity stolen = identity("ann", "a1");
        Identity banned = identity("bob", "b1");
        List<Guest> out = List.of(join("a", stolen), join("b", stolen), join("b", banned));
        Guest stays = join("b", identity("ann", "a2"));
        assertThat(nodes.cluster("a").revoke("a1", now().plusSeconds(60)).isAccepted())
                .isTrue();
        assertThat(out.get(0).client().isOpen()).as("at once here").isFalse();
        assertThat(nodes.cluster("a").revokeUser("bob", now().plusSeconds(60)).isAccepted())
                .isTrue();
        nodes.idle();
        assertThat(out).allMatch(guest -> guest.closeCode() == 4401);
        assertThat(stays.closeCode()).isZero();
        for (String node : List.of("a", "b")) {
            assertThat(nodes.hub(node).door().refusal(stolen)).isPresent();
            assertThat(nodes.hub(node).door().refusal(banned)).isPresent();
        }
        out.forEach(Guest::leave);
        nodes.idle();
    }

    @Test
    void aNodeThatJoinsLaterIsTold() {
        Identity stolen = identity("ann", "a1");
        nodes.cluster("a").revoke("a1", now().plusSeconds(60));
        nodes.start("c");
        nodes.advance(Duration.ofSeconds(2));
        assertThat(nodes.hub("c").door().refusal(stolen)).isPresent();
    }

    @Test
    void aNodeThatWasDeafIsToldWhatItMissed() {
        Identity stolen = identity("ann", "a1");
        Guest thief = join("b", stolen);
        nodes.engine().reachable("b", false);
        nodes.idle();
        nodes.cluster("a").revoke("a1", now().plusSeconds(60));
        nodes.advance(Duration.ofMillis(500));
        assertThat(thief.client().isOpen()).as("b does not know").isTrue();
        nodes.engine().reachable("b", true);
        nodes.advance(Duration.ofSeconds(5));
        assertThat(nodes.events("a")).doesNotHaveAnyElementsOfTypes(HubEvent.NodeDied.class);
        assertThat(thief.closeCode()).isEqualTo(4401);
        assertThat(nodes.hub("b").door().refusal(stolen)).isPresent();
        thief.leave();
        nodes.idle();
    }

    @Test
    void aNodeThatCannotHearTheQuestionTellsWhenItCan() {
        Identity stolen = identity("ann", "a1");
        nodes.engine().reachable("b", false);
        nodes.idle();
        nodes.cluster("a").revoke("a1", now().plusSeconds(60));
        nodes.idle();
        nodes.engine().reachable("a", false);
        nodes.engine().reachable("b", true);
        nodes.advance(Duration.ofMillis(1_500));
        assertThat(nodes.hub("b").door().refusal(stolen))
                .as("nobody can tell b")
                .isEmpty();
        nodes.engine().reachable("a", true);
        nodes.advance(Duration.ofSeconds(5));
        assertThat(nodes.hub("b").door().refusal(stolen)).isPresent();
    }

    @Test
    void anAnswerThatFindsNoRoomIsGivenLater() {
        Identity stolen = identity("ann", "a1");
        nodes.advance(Duration.ofSeconds(5));
        nodes.engine().reachable("b", false);
        nodes.idle();
        nodes.cluster("a").revoke("a1", now().plusSeconds(60));
        nodes.idle();
        nodes.engine().reachable("b", true);
        List.of("bus-b", "hub-b-caretaker", "bus-b").forEach(nodes.runtime()::runUntilIdle);
        while (nodes.hub("a").broadcast(Message.text("fills the buffer")).isComplete()) {
            // one more
        }
        nodes.idle();
        assertThat(nodes.hub("b").door().refusal(stolen))
                .as("a could not answer")
                .isEmpty();
        nodes.advance(Duration.ofSeconds(5));
        assertThat(nodes.hub("b").door().refusal(stolen)).isPresent();
    }

    @Test
    void withoutAWayToTheOthersItCountsHereAndTheCallerLearnsIt() {
        Identity stolen = identity("ann", "a1");
        nodes.engine().reachable("a", false);
        for (int i = 0; i < HubNodes.CLUSTER.buffer(); i++) {
            nodes.cluster("a").revokeUser("user" + i, now().plusSeconds(60));
        }
        assertThat(nodes.cluster("a").revoke("a1", now().plusSeconds(60)).isAccepted())
                .isFalse();
        assertThat(nodes.hub("a").door().refusal(stolen)).isPresent();
        nodes.engine().reachable("a", true);
        nodes.idle();
    }
}
