package io.shardhub.core;

import static io.shardhub.core.testing.HubRig.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.Client;
import io.shardhub.ClientListener;
import io.shardhub.CloseCode;
import io.shardhub.CloseReason;
import io.shardhub.auth.Identity;
import io.shardhub.contract.RecordingConnection;
import io.shardhub.contract.RecordingConnection.Mode;
import io.shardhub.core.testing.Guest;
import io.shardhub.core.testing.HubRig;
import io.shardhub.core.testing.QuietLog;
import io.shardhub.core.testing.RecordingListener;
import io.shardhub.snapshot.DropCause;
import io.shardhub.transport.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mockito.Mockito;

/** Every client ends once, whatever happens at the same time. */
@ExtendWith(QuietLog.class)
final class DepartureTest {

    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final Duration DRAIN = Duration.ofSeconds(2);
    private static final Duration TICK = Duration.ofMillis(250);

    private final HubRig rig = new HubRig(HubRig.options(2));

    /** What may end a client, or come in between. */
    private enum Blow {
        TRANSPORT_REPORTS,
        TRANSPORT_REPORTS_AGAIN,
        CLOSED_BY_APPLICATION,
        CLOSED_BY_ANOTHER,
        WRITE_FAILS,
        CONNECTION_DIES,
        BROADCAST,
        TICK_PASSES,
        GRACE_PASSES,
        SOMETHING_RUNS
    }

    /** All orders of blows that a few thousand draws find; always one closed event, and nothing is left behind. */
    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"SENT", "PENDING", "INLINE_COMPLETION", "BUSY"})
    void closedIsHeardExactlyOnceInAllCombinations(Mode mode) {
        for (int seed = 0; seed < 500; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            RecordingConnection connection = new RecordingConnection(mode);
            connection.setFailPendingAtEnd(random.nextBoolean());
            connection.setThrowAtEnd(random.nextInt(4) == 0);
            Guest guest = rig.join("u", connection);
            List<Blow> blows = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Blow blow = Blow.values()[random.nextInt(Blow.values().length)];
                blows.add(blow);
                strike(blow, guest);
            }
            guest.leave();
            rig.idle();
            String what = "seed " + seed + ": " + blows;
            assertThat(guest.listener().events()).as(what).hasSize(2).startsWith("registered");
            assertThat(guest.connection().violations()).as(what).isEmpty();
            assertThat(guest.connection().writesAfterEnd()).as(what).isZero();
            rig.books();
        }
        assertThat(rig.hub().clients()).isEmpty();
        assertThat(rig.hub().snapshot().clients()).isZero();
        assertThat(rig.hub().snapshot().closed().values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(500);
        assertThat(rig.books().waiting()).isZero();
    }

    private void strike(Blow blow, Guest guest) {
        switch (blow) {
            case TRANSPORT_REPORTS -> guest.registration().closed(CloseReason.of(CloseCode.NORMAL, "bye"));
            case TRANSPORT_REPORTS_AGAIN -> guest.registration().closed(CloseReason.of(CloseCode.LOST, "lost"));
            case CLOSED_BY_APPLICATION -> guest.client().close(CloseCode.FORBIDDEN, "out");
            case CLOSED_BY_ANOTHER -> guest.client().close(CloseCode.REPLACED, "out");
            case WRITE_FAILS -> guest.connection().failNext(new IllegalStateException("reset"));
            case CONNECTION_DIES -> guest.connection().setMode(Mode.CLOSED);
            case BROADCAST -> rig.hub().broadcast(text("b"));
            case TICK_PASSES -> rig.advance(TICK);
            case GRACE_PASSES -> rig.advance(GRACE.plus(TICK));
            case SOMETHING_RUNS -> rig.runtime().runOnce();
        }
    }

    @Test
    void firstReasonCounts() {
        Guest guest = rig.join("u");
        rig.idle();
        guest.client().close(CloseCode.FORBIDDEN, "first");
        guest.client().close(CloseCode.REPLACED, "second");
        guest.leave();
        rig.idle();
        assertThat(guest.listener().reasons()).containsExactly(CloseReason.of(CloseCode.FORBIDDEN, "first"));
    }

    @Test
    void peersReasonCountsIfItWasFirst() {
        Guest guest = rig.join("u");
        rig.idle();
        guest.registration().closed(new CloseReason(4711, "peer's own"));
        guest.registration().closed(CloseReason.of(CloseCode.LOST, "again"));
        rig.idle();
        guest.client().close(CloseCode.FORBIDDEN, "too late");
        rig.idle();
        assertThat(guest.listener().reasons()).containsExactly(new CloseReason(4711, "peer's own"));
        assertThat(rig.hub().snapshot().closed()).isEqualTo(Map.of(4711, 1L));
        assertThat(guest.connection().closeCalls()).isZero();
    }

    /** The shard may find out by a write, before it hears that the peer has closed. */
    @Test
    void peersReasonCountsAlsoIfAWriteFailsFirst() {
        HubRig rig = new HubRig(HubRig.options(1));
        Guest guest = rig.join("u");
        rig.idle();
        guest.client().send(text("a"));
        guest.connection().setMode(Mode.CLOSED);
        guest.leave();
        rig.idle();
        assertThat(guest.listener().events()).containsExactly("registered", "closed 1000");
    }

    @Test
    void peerThatDoesNotAnswerTheCloseIsAborted() {
        Guest guest = rig.join("u");
        rig.idle();
        guest.client().close(CloseCode.NORMAL, "done");
        rig.idle();
        assertThat(guest.closeCode()).isEqualTo(1000);
        rig.advance(GRACE.minus(TICK));
        assertThat(guest.connection().isAborted()).isFalse();
        assertThat(guest.listener().events()).containsExactly("registered");
        rig.advance(TICK.multipliedBy(2));
        assertThat(guest.connection().isAborted()).isTrue();
        assertThat(guest.listener().events()).containsExactly("registered", "closed 1000");
        assertThat(guest.connection().closeCalls()).isEqualTo(1);
    }

    @Test
    void whatWaitsHasUntilTheDrainLimit() {
        Guest guest = rig.join("u", Mode.PENDING);
        guest.client().send(text("a"));
        guest.client().send(text("b"));
        guest.client().close(CloseCode.NORMAL, "done");
        rig.idle().advance(DRAIN.minus(TICK));
        assertThat(guest.connection().closeCalls()).isZero();
        rig.advance(TICK.multipliedBy(2));
        assertThat(guest.connection().closeCalls()).isEqualTo(1);
        assertThat(rig.books().dropped().get(DropCause.CLIENT_CLOSED)).isEqualTo(1);
        assertThat(rig.books().dropped().get(DropCause.WRITE_FAILED)).isEqualTo(1);
    }

    /** The close follows the last write at once, not at the next tick. */
    @Test
    void closeFollowsTheLastCompletion() {
        Guest guest = rig.join("u", Mode.PENDING);
        guest.client().send(text("a"));
        rig.idle();
        guest.client().close(CloseCode.NORMAL, "done");
        rig.idle();
        assertThat(guest.connection().closeCalls()).isZero();
        guest.connection().completeNext();
        rig.idle();
        assertThat(guest.connection().closeCalls()).isEqualTo(1);
        assertThat(rig.books().sent()).isEqualTo(1);
    }

    @Test
    void connectionThatEndsBeforeItsRegistrationRuns() {
        Guest guest = rig.join("u");
        guest.leave();
        rig.idle();
        assertThat(guest.listener().events()).containsExactly("registered", "closed 1000");
        assertThat(rig.hub().clients()).isEmpty();
    }

    @Test
    void listenerThatThrowsHarmsNobody() {
        ClientListener throwing = new ClientListener() {
            @Override
            public void registered(Client client) {
                throw new IllegalStateException("registered");
            }

            @Override
            public void closed(Client client, CloseReason reason) {
                throw new AssertionError("closed");
            }
        };
        RecordingConnection connection = new RecordingConnection();
        var registration = rig.hub().register(connection, Identity.of("u"), throwing);
        Guest other = rig.join("u");
        rig.hub().broadcast(text("a"));
        rig.idle();
        assertThat(connection.texts()).containsExactly("a");
        registration.closed(CloseReason.of(CloseCode.NORMAL, "bye"));
        rig.hub().broadcast(text("b"));
        rig.idle();
        assertThat(other.texts()).containsExactly("a", "b");
        assertThat(rig.hub().clients()).hasSize(1);
    }

    @Test
    void listenerMayCallTheHubAndTheClient() {
        RecordingListener events = new RecordingListener();
        ClientListener busy = new ClientListener() {
            @Override
            public void registered(Client client) {
                client.subscribe("t");
                rig.hub().publish("t", text("published"));
                client.send(text("sent"));
                client.close(CloseCode.NORMAL, "enough");
            }

            @Override
            public void closed(Client client, CloseReason reason) {
                client.send(text("never"));
                client.close(CloseCode.FORBIDDEN, "never");
                rig.hub().broadcast(text("gone"));
                events.note("closed " + reason.code());
            }
        };
        RecordingConnection connection = new RecordingConnection();
        var registration = rig.hub().register(connection, Identity.of("u"), busy);
        Guest other = rig.join("v");
        rig.idle();
        assertThat(connection.texts()).containsExactly("published", "sent");
        registration.closed(CloseReason.of(CloseCode.NORMAL, "bye"));
        rig.idle();
        assertThat(events.events()).containsExactly("closed 1000");
        assertThat(other.texts()).containsExactly("gone");
    }

    @Test
    void connectionThatThrowsIsDead() {
        Guest guest = rig.join("u", Mode.THROWS);
        guest.connection().setThrowAtEnd(true);
        Guest other = rig.join("v");
        rig.hub().broadcast(text("a"));
        rig.idle();
        assertThat(guest.listener().events()).containsExactly("registered", "closed 1006");
        assertThat(guest.connection().isAborted()).isTrue();
        assertThat(other.texts()).containsExactly("a");
        assertThat(rig.hub().snapshot().shards()).allMatch(shard -> shard.failures() == 0);
    }

    @Test
    void connectionThatThrowsAnErrorIsDeadAndTheShardLivesOn() {
        Connection erring = Mockito.mock(Connection.class, invocation -> {
            if (invocation.getMethod().getName().equals("batchLimit")) {
                return 1;
            }
            throw new StackOverflowError("a connection");
        });
        RecordingListener events = new RecordingListener();
        rig.hub().register(erring, Identity.of("u"), events);
        Guest other = rig.join("v");
        rig.hub().broadcast(text("a"));
        rig.hub().broadcast(text("b"));
        rig.idle();
        assertThat(events.events()).containsExactly("registered", "closed 1006");
        assertThat(other.texts()).containsExactly("a", "b");
        assertThat(rig.books().droppedTotal()).isEqualTo(2);
    }

    @Test
    void closeIsNotLostWhenTheMailboxIsFull() {
        Guest guest = rig.join("u");
        rig.idle();
        while (guest.client().subscribe("t").isAccepted()) {
            // fills all of the mailbox
        }
        guest.client().close(CloseCode.FORBIDDEN, "out");
        rig.idle();
        assertThat(guest.closeCode()).isEqualTo(4403);
        guest.leave();
        rig.idle();
        assertThat(guest.listener().events()).containsExactly("registered", "closed 4403");
        assertThat(rig.hub().publish("t", text("x")).accepted()).isZero();
    }
}
