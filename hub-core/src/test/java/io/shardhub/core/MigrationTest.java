package io.shardhub.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.shardhub.Client;
import io.shardhub.ClientListener;
import io.shardhub.CloseCode;
import io.shardhub.CloseReason;
import io.shardhub.auth.Identity;
import io.shardhub.contract.RecordingConnection;
import io.shardhub.contract.RecordingConnection.Mode;
import io.shardhub.core.testing.Guest;
import io.shardhub.core.testing.HubRig;
import io.shardhub.event.HubEvent;
import io.shardhub.sharding.RebalancePlan;
import io.shardhub.snapshot.ShardSnapshot;
import io.shardhub.transport.Registration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients change their shard while the hub runs, and notice nothing. */
@SuppressWarnings("FutureReturnValueIgnored") // what is asked for shows in what happens
final class MigrationTest {

    private static final String SHARD_0 = "hub-hub-shard-0";
    private static final String CARETAKER = "hub-hub-caretaker";

    private final HubRig rig = new HubRig(HubRig.options(2));
    private final List<HubEvent> events = new ArrayList<>();
    private final List<Guest> guests = new ArrayList<>();

    MigrationTest() {
        rig.hub().listen(events::add);
        for (int i = 0; i < 100; i++) {
            guests.add(rig.join("" + i)); // even ones in shard 0
        }
        rig.idle();
    }

    @AfterEach
    void booksBalance() {
        rig.books();
        rig.close();
    }

    private int clients(int shard) {
        return rig.hub().snapshot().shards().get(shard).clients();
    }

    @Test
    void drainedShardIsEmptyAndNobodyIsDisconnected() {
        CompletableFuture<Void> end = rig.hub().drainShard(0);
        rig.idle().advance(Duration.ofMillis(20));
        assertThat(end).isCompleted();
        assertThat(clients(0)).isZero();
        assertThat(clients(1)).isEqualTo(100);
        assertThat(guests).allMatch(guest -> guest.client().isOpen());
        assertThat(rig.join("0").client().isOpen()).isTrue();
        rig.idle();
        assertThat(clients(0)).as("a drained shard takes nobody").isZero();
        rig.hub().reopenShard(0);
        rig.idle();
        rig.join("1000");
        rig.idle();
        assertThat(clients(0)).as("a reopened shard takes clients").isEqualTo(1);
    }

    @Test
    void messagesOfAllKindsArriveOnceAndInOrderWhateverTheMomentOfTheMove() {
        Guest guest = guests.get(0);
        guest.client().subscribe("t");
        rig.idle();
        List<String> expected = new ArrayList<>();
        speak(guest, expected);
        CompletableFuture<Void> end = rig.hub().drainShard(0);
        for (int round = 0; round < 200; round++) {
            speak(guest, expected);
            rig.runtime().runOnce();
        }
        rig.idle().advance(Duration.ofMillis(20));
        assertThat(end).isCompleted();
        assertThat(guest.texts()).isEqualTo(expected);
    }

    private void speak(Guest guest, List<String> expected) {
        for (int kind = 0; kind < 4; kind++) {
            String text = "m" + expected.size();
            expected.add(text);
            switch (kind) {
                case 0 ->
                    assertThat(guest.client().send(HubRig.text(text)).isAccepted())
                            .isTrue();
                case 1 ->
                    assertThat(rig.hub().sendToUser("0", HubRig.text(text)).accepted())
                            .isEqualTo(1);
                case 2 ->
                    assertThat(rig.hub().publish("t", HubRig.text(text)).accepted())
                            .isEqualTo(1);
                default ->
                    assertThat(rig.hub().broadcast(HubRig.text(text)).isComplete())
                            .isTrue();
            }
        }
    }

    @Test
    void whatWaitsForAClientMovesWithIt() {
        Guest slow = rig.join("200", Mode.PENDING);
        rig.idle();
        slow.client().send(HubRig.text("a"));
        rig.idle();
        slow.client().send(HubRig.text("b"));
        rig.idle();
        rig.hub().drainShard(0);
        rig.idle().advance(Duration.ofMillis(20));
        assertThat(clients(0)).isZero();
        slow.connection().setMode(Mode.SENT);
        slow.connection().completeAll();
        rig.idle();
        assertThat(slow.texts()).containsExactly("a", "b");
    }

    @Test
    void devicesOfAUserStayTogether() {
        List<Guest> devices =
                IntStream.range(0, 5).mapToObj(i -> rig.join("42")).toList();
        rig.idle();
        rig.hub().drainShard(0);
        rig.runtime().runUntilIdle(CARETAKER);
        rig.runtime().runUntilIdle(SHARD_0);
        Guest late = rig.join("42");
        rig.idle().advance(Duration.ofMillis(20));
        assertThat(rig.hub().sendToUser("42", HubRig.text("m")).accepted()).isEqualTo(1);
        rig.idle();
        assertThat(devices).allMatch(device -> device.texts().equals(List.of("m")));
        assertThat(late.texts()).containsExactly("m");
    }

    @Test
    void hubGrowsAndShrinksWithoutLosingAnybody() {
        CompletableFuture<Void> grown = rig.hub().resize(4);
        rig.idle();
        assertThat(grown).isCompleted();
        List<ShardSnapshot> shards = rig.hub().snapshot().shards();
        assertThat(shards).hasSize(4).allMatch(shard -> shard.clients() >= 20);
        CompletableFuture<Void> shrunk = rig.hub().resize(1);
        rig.idle().advance(Duration.ofMillis(100));
        assertThat(shrunk).isCompleted();
        assertThat(rig.hub().snapshot().shards()).hasSize(1);
        assertThat(clients(0)).isEqualTo(100);
        assertThat(rig.runtime().roles()).containsExactly(SHARD_0, CARETAKER);
        rig.hub().broadcast(HubRig.text("m"));
        rig.idle();
        assertThat(guests).allMatch(guest -> guest.texts().equals(List.of("m")));
        assertThat(events).contains(new HubEvent.Resized(2, 4), new HubEvent.Resized(4, 1));
    }

    @Test
    void rebalancingReportsItsPlan() {
        rig.hub().drainShard(0);
        rig.idle().advance(Duration.ofMillis(20));
        rig.hub().reopenShard(0);
        CompletableFuture<RebalancePlan> end = rig.hub().rebalance();
        rig.idle();
        assertThat(end).isCompleted();
        assertThat(clients(0)).isEqualTo(50);
        assertThat(events)
                .contains(new HubEvent.Rebalanced(end.join(), 50))
                .filteredOn(event -> event instanceof HubEvent.Rebalanced)
                .hasSizeGreaterThan(1);
    }

    @Test
    void whoAskedHearsOfTheEndOfTheHub() {
        CompletableFuture<Void> asked = rig.hub().drainShard(0);
        rig.hub().close();
        assertThat(asked).isDone();
        assertThat(rig.hub().rebalance()).isCompletedExceptionally();
        assertThat(rig.hub().resize(3)).isCompletedExceptionally();
    }

    @Test
    void shardInTheMiddleOfItsWorkDoesNotGo() {
        HubRig empty = new HubRig(HubRig.options(2));
        empty.idle();
        Runnable hanging = empty.runtime().hanging();
        Registration registration = empty.hub()
                .register(new RecordingConnection(), Identity.of("1"), new ClientListener() {
                    @Override
                    public void closed(Client client, CloseReason reason) {
                        hanging.run();
                    }
                });
        registration.closed(CloseReason.of(CloseCode.NORMAL, "bye")); // it comes and goes in one drain, which hangs
        empty.runtime().runUntilIdle("hub-hub-shard-1");
        assertThat(empty.runtime().hung()).hasSize(1);
        CompletableFuture<Void> end = empty.hub().resize(1);
        empty.idle();
        assertThat(end).isNotDone();
        empty.advance(Duration.ofSeconds(10)); // another thread takes over
        assertThat(end).isCompleted();
        empty.close();
    }

    @Test
    void hubIsNeverLeftWithoutAShardThatTakesClients() {
        rig.hub().drainShard(0);
        rig.idle();
        CompletableFuture<Void> refused = rig.hub().resize(1);
        rig.idle();
        assertThat(refused).isCompletedExceptionally();
        assertThat(rig.join("7").client().isOpen()).isTrue();
        rig.hub().reopenShard(0);
        CompletableFuture<Void> end = rig.hub().resize(1);
        rig.idle().advance(Duration.ofMillis(100));
        assertThat(end).isCompleted();
        assertThat(rig.hub().clients()).hasSize(101);
    }

    @Test
    void whoAskedHearsOfTheEndOfTheHubAlsoIfAListenerHangs() {
        Runnable hanging = rig.runtime().hanging();
        rig.hub().listen(event -> hanging.run());
        CompletableFuture<Void> grown = rig.hub().resize(3);
        CompletableFuture<RebalancePlan> planned = rig.hub().rebalance();
        rig.idle();
        assertThat(rig.runtime().hung()).containsExactly(CARETAKER);
        CompletableFuture<Void> late = rig.hub().resize(4);
        rig.hub().close();
        assertThat(planned).isCompletedExceptionally();
        assertThat(late).isCompletedExceptionally();
        assertThat(grown).isCompletedExceptionally();
        rig.runtime().releaseAll();
        assertThat(rig.runtime().roles()).as("nothing is begun any more").isEmpty();
    }

    @Test
    void lastShardCannotBeDrained() {
        rig.hub().drainShard(0);
        rig.idle();
        CompletableFuture<Void> end = rig.hub().drainShard(1);
        rig.idle();
        assertThat(end).isCompletedExceptionally();
        assertThatIllegalArgumentException().isThrownBy(() -> rig.hub().resize(0));
    }
}
