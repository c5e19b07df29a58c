package io.shardhub.core;

import static io.shardhub.core.testing.HubRig.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardhub.CloseCode;
import io.shardhub.HubState;
import io.shardhub.PublishResult;
import io.shardhub.SendResult;
import io.shardhub.auth.Identity;
import io.shardhub.contract.RecordingConnection;
import io.shardhub.core.testing.Guest;
import io.shardhub.core.testing.HubRig;
import io.shardhub.core.testing.ManualRuntime;
import io.shardhub.core.testing.QuietLog;
import io.shardhub.core.testing.RecordingListener;
import io.shardhub.options.HubOptions;
import io.shardhub.options.ShardOptions;
import io.shardhub.sharding.ShardingStrategy;
import io.shardhub.snapshot.HubSnapshot;
import io.shardhub.snapshot.RefusalCause;
import io.shardhub.transport.Receiver;
import io.shardhub.transport.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that are taken in, and those that are not. */
@ExtendWith(QuietLog.class)
final class AdmissionTest {

    private static final Duration GRACE = Duration.ofSeconds(6);

    private static HubOptions options(int shards, int clientsPerShard, int mailbox) {
        return HubRig.options(shards).withShards(new ShardOptions(shards, clientsPerShard, mailbox, 64, "user_id"));
    }

    private static Refusal refusal(String reason) {
        return new Refusal(reason, HubRig.options(1).admission().retryAfter());
    }

    private static void assertTurnedAway(Guest guest, CloseCode code) {
        assertThat(guest.closeCode()).isEqualTo(code.number());
        assertThat(guest.connection().closeCalls()).isEqualTo(1);
        assertThat(guest.texts()).isEmpty();
        assertThat(guest.client().isOpen()).isFalse();
        assertThat(guest.client().send(text("x"))).isEqualTo(SendResult.CLOSED);
        assertThat(guest.listener().events()).doesNotContain("registered");
    }

    @Test
    void fullHubTurnsAway() {
        HubRig rig = new HubRig(options(2, 3, 1_024));
        List<Guest> inside = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            assertThat(rig.hub().refusal()).isEmpty();
            inside.add(rig.join("u" + i));
        }
        assertThat(rig.hub().refusal()).contains(refusal("hub hub is full: 6 clients"));
        Guest outside = rig.join("late");
        rig.hub().broadcast(text("a"));
        rig.idle();
        assertTurnedAway(outside, CloseCode.OVERLOADED);
        assertThat(inside).allSatisfy(guest -> assertThat(guest.texts()).containsExactly("a"));
        HubSnapshot snapshot = rig.hub().snapshot();
        assertThat(snapshot.clients()).isEqualTo(6);
        assertThat(snapshot.connected()).isEqualTo(6);
        assertThat(snapshot.refused()).as("one asked before, one did not").containsEntry(RefusalCause.HUB_FULL, 2L);
        assertThat(snapshot.refusedTotal()).isEqualTo(2);
        assertThat(rig.hub().client(outside.client().id())).isEmpty();
        rig.advance(GRACE);
        assertThat(outside.connection().isAborted()).as("it did not answer").isTrue();
        assertThat(outside.listener().events()).containsExactly("closed 1013");
        assertThat(rig.hub().snapshot().closed()).as("it was never in").isEmpty();
        inside.get(0).leave();
        rig.idle();
        assertThat(rig.hub().refusal()).isEmpty();
        rig.join("next");
        rig.idle();
        assertThat(rig.hub().clients()).hasSize(6);
    }

    @Test
    void connectionThatWasTurnedAwayAndLeavesIsNotAborted() {
        HubRig rig = new HubRig(options(1, 1, 64));
        rig.join("u");
        Guest outside = rig.join("late");
        rig.idle();
        outside.leave();
        outside.leave();
        rig.idle().advance(GRACE);
        assertThat(outside.connection().isAborted()).isFalse();
        assertThat(outside.listener().events()).containsExactly("closed 1013");
        assertThat(rig.hub().snapshot().clients()).isEqualTo(1);
        assertThat(rig.hub().refusal()).isPresent();
    }

    @Test
    void connectionThatIsTurnedAwayByAShardThatIsAboutToGoIsNotForgotten() {
        HubRig rig = new HubRig(options(2, 1, 64));
        rig.join("0");
        rig.join("2");
        rig.idle();
        Answering connection = new Answering();
        List<CompletableFuture<Void>> resized = new ArrayList<>();
        connection.answersTo(reason -> {
            resized.add(rig.hub().resize(1));
            rig.idle();
        });
        RecordingListener listener = new RecordingListener();
        rig.hub().register(connection, Identity.of("1"), listener);
        rig.idle().advance(GRACE);
        assertThat(listener.events()).containsExactly("closed 1013");
        assertThat(resized).singleElement().satisfies(end -> assertThat(end).isCompleted());
    }

    @Test
    void whoeverHearsThatTheHubHasGrownFindsItsPlaces() {
        HubRig rig = new HubRig(options(1, 1, 64));
        rig.join("u");
        rig.idle();
        List<Optional<Refusal>> refusals = new ArrayList<>();
        rig.hub().listen(event -> refusals.add(rig.hub().refusal()));
        CompletableFuture<Void> told =
                rig.hub().resize(2).thenRun(() -> refusals.add(rig.hub().refusal()));
        assertThat(rig.hub().refusal()).contains(refusal("hub hub is full: 1 clients"));
        rig.runtime().runUntilIdle("hub-hub-caretaker");
        assertThat(told).isCompleted();
        assertThat(refusals).containsExactly(Optional.empty(), Optional.empty());
    }

    @Test
    void connectionThatHasEndedBeforeItIsTurnedAwayIsDoneAtOnce() {
        HubRig rig = new HubRig(options(1, 1, 64));
        rig.join("u");
        Guest outside = rig.join("late");
        outside.leave();
        rig.idle();
        assertThat(outside.listener().events()).containsExactly("closed 1013");
    }

    @Test
    void fullMailboxTurnsAwayAndGivesThePlaceBack() {
        HubRig rig = new HubRig(options(1, 1_000, 64));
        rig.idle();
        List<Guest> guests = new ArrayList<>();
        for (int i = 0; i < 70; i++) {
            guests.add(rig.join("u"));
        }
        HubSnapshot before = rig.hub().snapshot();
        assertThat(before.connected()).isEqualTo(64);
        assertThat(before.refused()).containsEntry(RefusalCause.OVERLOADED, 6L);
        assertThat(before.shards().get(0).refusedCommands()).isEqualTo(6);
        rig.idle();
        guests.subList(64, 70).forEach(guest -> assertTurnedAway(guest, CloseCode.OVERLOADED));
        assertThat(rig.hub().clients()).hasSize(64);
        assertThat(rig.hub().snapshot().clients()).isEqualTo(64);
        guests.forEach(Guest::leave);
        rig.idle();
        assertThat(rig.hub().snapshot().clients()).isZero();
        assertThat(rig.hub().sendToUser("u", text("x"))).isEqualTo(PublishResult.NO_TAKERS);
    }

    @Test
    void fullMailboxRefusesMessagesBeforeCommands() {
        HubRig rig = new HubRig(options(1, 1_000, 64));
        Guest guest = rig.join("u");
        rig.idle();
        int accepted = 0;
        while (guest.client().send(text("m")).isAccepted()) {
            accepted++;
        }
        assertThat(accepted).as("an eighth is kept free").isEqualTo(56);
        assertThat(guest.client().send(text("m"))).isEqualTo(SendResult.REFUSED);
        assertThat(rig.hub().broadcast(text("m"))).isEqualTo(new PublishResult(0, 1, false));
        assertThat(rig.hub().sendToUser("u", text("m"))).isEqualTo(new PublishResult(0, 1, false));
        assertThat(rig.hub().snapshot().shards().get(0).refusedCommands()).isEqualTo(4);
        assertThat(guest.client().subscribe("t")).isEqualTo(SendResult.ACCEPTED);
        rig.idle();
        assertThat(guest.texts()).hasSize(56);
        assertThat(guest.client().send(text("m"))).isEqualTo(SendResult.ACCEPTED);
        rig.idle();
        assertThat(rig.books().accepted())
                .as("what was refused is not in the books")
                .isEqualTo(57);
    }

    /** A rogue strategy costs the connection, with a code, and nothing else. */
    @ParameterizedTest
    @ValueSource(ints = {-1, 2, Integer.MIN_VALUE, Integer.MAX_VALUE, 777})
    void rogueStrategyRefusesTheClientAndLeaksNoPlace(int index) {
        ShardingStrategy rogue = (identity, shards) -> {
            if (identity.userId().equals("good")) {
                return 1;
            }
            if (index == 777) {
                throw new IllegalStateException("rogue");
            }
            return index;
        };
        HubRig rig = new HubRig(options(2, 1, 64), rogue);
        for (int i = 0; i < 5; i++) {
            Guest guest = rig.join("bad");
            rig.idle();
            assertTurnedAway(guest, CloseCode.SERVER_ERROR);
            guest.leave();
        }
        rig.join("good");
        rig.join("good");
        rig.idle();
        assertThat(rig.hub().clients()).hasSize(2);
        assertThat(rig.hub().snapshot().refused()).containsEntry(RefusalCause.NO_SHARD, 5L);
        assertThat(rig.hub().snapshot().shards()).allMatch(shard -> shard.failures() == 0);
    }

    @Test
    void strategySeesTheLoadOfTheShards() {
        List<String> seen = new ArrayList<>();
        HubRig rig = new HubRig(options(2, 10, 64), (identity, shards) -> {
            seen.add(shards.get(0).clients() + "/" + shards.get(0).mailbox() + " "
                    + shards.get(1).clients());
            return 0;
        });
        Guest first = rig.join("a");
        rig.join("b");
        rig.idle();
        first.leave();
        rig.idle();
        rig.join("c");
        assertThat(seen).containsExactly("0/0 0", "1/1 0", "1/0 0");
    }

    /* --------------- A hub that does not run --------------- */

    @Test
    void hubThatIsNotStartedTurnsAwayAtOnce() {
        ShardedHub hub = new ShardedHub(HubRig.options(2), HubParts.defaults().withRuntime(new ManualRuntime()));
        assertThat(hub.state()).isEqualTo(HubState.NEW);
        assertThat(hub.refusal()).contains(refusal("hub hub is NEW"));
        assertThat(hub.broadcast(text("x"))).isEqualTo(PublishResult.CLOSED);
        RecordingConnection connection = new RecordingConnection();
        RecordingListener listener = new RecordingListener();
        Guest guest = new Guest(connection, hub.register(connection, Identity.of("u"), listener), listener);
        assertTurnedAway(guest, CloseCode.SHUTDOWN);
        guest.leave();
        hub.close(); // there was no thread to tell the listener so far
        assertThat(listener.events()).containsExactly("closed 1001");
    }

    @Test
    void stoppedHubTurnsAwayAtOnce() {
        HubRig rig = new HubRig(HubRig.options(2));
        rig.hub().close();
        assertThat(rig.hub().state()).isEqualTo(HubState.STOPPED);
        assertThat(rig.hub().refusal()).contains(refusal("hub hub is STOPPED"));
        assertThat(rig.hub().sendToUser("u", text("x"))).isEqualTo(PublishResult.CLOSED);
        assertThat(rig.hub().publish("t", text("x"))).isEqualTo(PublishResult.CLOSED);
        assertGoneAtOnce(rig.hub());
        assertThatThrownBy(rig.hub()::start)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("hub hub is STOPPED (expected: NEW)");
    }

    /** Nobody will ever look after this connection again, so it must be gone when the call returns. */
    private static void assertGoneAtOnce(ShardedHub hub) {
        RecordingConnection connection = new RecordingConnection();
        RecordingListener listener = new RecordingListener();
        Guest guest = new Guest(connection, hub.register(connection, Identity.of("u"), listener), listener);
        assertTurnedAway(guest, CloseCode.SHUTDOWN);
        assertThat(connection.isAborted()).isTrue();
        guest.leave();
        assertThat(listener.events()).containsExactly("closed 1001");
        assertThat(hub.snapshot().refused())
                .as("one asked before, one did not")
                .containsEntry(RefusalCause.NOT_RUNNING, 2L);
        assertThat(hub.clients()).isEmpty();
    }

    @Test
    void connectionThatComesWhileTheHubClosesIsTurnedAway() {
        AtomicReference<HubRig> late = new AtomicReference<>();
        HubRig rig = new HubRig(options(1, 10, 64), (identity, shards) -> {
            if (identity.userId().equals("late")) {
                late.get().hub().close(); // the hub closes after the question whether it runs
            }
            return 0;
        });
        late.set(rig);
        rig.idle();
        Guest guest = rig.join("late");
        assertTurnedAway(guest, CloseCode.SHUTDOWN);
        guest.leave();
        assertThat(guest.listener().events()).containsExactly("closed 1001");
        assertThat(rig.hub().clients()).isEmpty();
    }

    /* --------------- The gateway --------------- */

    @Test
    void gatewayNeverThrows() {
        ShardingStrategy rogue = (identity, shards) -> -5;
        ManualRuntime runtime = new ManualRuntime();
        Manager manager = Manager.create(
                HubRig.options(1), HubParts.defaults().withStrategy(rogue).withRuntime(runtime));
        manager.start();
        RecordingConnection connection = new RecordingConnection();
        Receiver receiver = manager.accept(connection, Identity.of("u"));
        runtime.runUntilIdle();
        assertThat(connection.closeReason()).isPresent();
        receiver.text("{\"type\":\"x\"}");
        receiver.pong();
        receiver.binary(3);
        runtime.runUntilIdle();
    }
}
