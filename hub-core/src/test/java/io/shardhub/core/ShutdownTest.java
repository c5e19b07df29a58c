package io.shardhub.core;

import static io.shardhub.core.testing.HubRig.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.CloseCode;
import io.shardhub.HubState;
import io.shardhub.SendResult;
import io.shardhub.auth.Identity;
import io.shardhub.contract.RecordingConnection;
import io.shardhub.contract.RecordingConnection.Mode;
import io.shardhub.core.testing.Guest;
import io.shardhub.core.testing.HubRig;
import io.shardhub.core.testing.ManualRuntime;
import io.shardhub.core.testing.QuietLog;
import io.shardhub.core.testing.RecordingListener;
import io.shardhub.options.ClosingOptions;
import io.shardhub.options.HubOptions;
import io.shardhub.options.ShardOptions;
import io.shardhub.snapshot.Books;
import io.shardhub.snapshot.DropCause;
import io.shardhub.transport.Receiver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** How a hub ends. */
@ExtendWith(QuietLog.class)
@Timeout(60)
final class ShutdownTest {

    private static final String RECONNECT = "{\"type\":\"hub.reconnect\",\"data\":{";

    private static HubOptions options(Duration shutdown) {
        return HubRig.options(2)
                .withClosing(
                        ClosingOptions.defaults().withShutdown(shutdown).withReconnectJitter(Duration.ofMillis(1_234)));
    }

    private static HubRig rig() {
        return new HubRig(options(Duration.ofSeconds(30)));
    }

    /** A connection whose peer answers a close at once, as healthy ones do. */
    private static Guest polite(HubRig rig, String user) {
        Guest guest = rig.join(user);
        rig.idle();
        return guest;
    }

    @Test
    void reconnectHintIsTheLastMessageAndThenEverybodyIsClosed() {
        HubRig rig = rig();
        List<Guest> guests =
                IntStream.range(0, 20).mapToObj(i -> polite(rig, "u" + i)).toList();
        rig.hub().broadcast(text("a"));
        rig.hub().close();
        assertThat(guests).allSatisfy(guest -> {
            assertThat(guest.texts()).hasSize(2);
            assertThat(guest.texts()).contains("a");
            assertThat(guest.texts())
                    .anySatisfy(text ->
                            assertThat(text).startsWith(RECONNECT).contains("\"afterMs\":0", "\"jitterMs\":1234"));
            assertThat(guest.closeCode()).isEqualTo(CloseCode.SHUTDOWN.number());
            assertThat(guest.connection().writesAfterEnd()).isZero();
            assertThat(guest.listener().events()).containsExactly("registered", "closed 1001");
            assertThat(guest.client().send(text("late"))).isEqualTo(SendResult.CLOSED);
        });
        assertThat(rig.hub().state()).isEqualTo(HubState.STOPPED);
        assertThat(rig.runtime().roles()).as("loops that still run").isEmpty();
        assertThat(rig.hub().clients()).isEmpty();
        assertThat(rig.hub().snapshot().closed()).isEqualTo(Map.of(1001, 20L));
        assertThat(rig.hub().snapshot().shards()).allMatch(shard -> shard.replacements() == 0);
        Books books = rig.books();
        assertThat(books.accepted()).isEqualTo(40);
        assertThat(books.sent()).isEqualTo(40);
    }

    /** One of its clients is on its way to the other shard, and nobody but the hub's end can bring it there. */
    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void hubEndsAlthoughAShardHangsWithClientsThatAreAboutToLeave() {
        HubRig rig = new HubRig(options(Duration.ofMillis(500)));
        List<Guest> guests =
                IntStream.range(0, 10).mapToObj(i -> rig.join("" + i)).toList();
        rig.idle();
        guests.get(4).connection().hangIn(rig.runtime().hanging());
        rig.hub().broadcast(text("m"));
        CompletableFuture<Void> drained = rig.hub().drainShard(0);
        rig.runtime().runUntilIdle("hub-hub-caretaker");
        rig.runtime().runUntilIdle("hub-hub-shard-0");
        assertThat(rig.runtime().hung()).containsExactly("hub-hub-shard-0");
        assertThat(rig.hub().snapshot().shards().get(0).clients())
                .as("all others are about to leave")
                .isZero();
        rig.hub().close();
        assertThat(drained).isDone();
        assertThat(rig.hub().clients()).isEmpty();
        assertThat(guests)
                .filteredOn(guest -> !guest.equals(guests.get(4)))
                .allMatch(guest -> guest.listener().events().equals(List.of("registered", "closed 1001")));
        rig.books();
        rig.close();
    }

    @Test
    void hintOvertakesWhatWaitsAndWhatWaitsIsDelivered() {
        HubRig rig = rig();
        Guest slow = rig.join("slow", Mode.PENDING);
        for (int i = 0; i < 5; i++) {
            slow.client().send(text("m" + i));
        }
        rig.idle();
        CompletingLoop.start(
                rig.runtime(), Duration.ofMillis(100), () -> slow.connection().completeAll());
        rig.hub().close();
        assertThat(slow.texts()).hasSize(6);
        assertThat(slow.texts().get(0)).isEqualTo("m0");
        assertThat(slow.texts().get(1)).startsWith(RECONNECT);
        assertThat(slow.texts().subList(2, 6)).containsExactly("m1", "m2", "m3", "m4");
        assertThat(rig.books().sent()).isEqualTo(6);
        slow.connection().assertNoViolations();
    }

    @Test
    void whatDoesNotDrainInTimeIsDroppedAndCounted() {
        HubRig rig = rig();
        Guest slow = rig.join("slow", Mode.PENDING);
        for (int i = 0; i < 3; i++) {
            slow.client().send(text("m" + i));
        }
        rig.idle();
        long start = rig.runtime().nanoTime();
        rig.hub().close();
        Duration took = Duration.ofNanos(rig.runtime().nanoTime() - start);
        assertThat(took).as("drain, grace and a tick each").isBetween(Duration.ofSeconds(7), Duration.ofMillis(7_500));
        assertThat(slow.closeCode()).isEqualTo(1001);
        assertThat(slow.connection().isAborted()).isTrue();
        Books books = rig.books();
        assertThat(books.dropped().get(DropCause.WRITE_FAILED)).isEqualTo(1);
        assertThat(books.dropped().get(DropCause.CLIENT_CLOSED)).isEqualTo(3);
    }

    @Test
    void shutdownLimitCutsOffWhoeverIsLeft() {
        HubRig rig = new HubRig(options(Duration.ofSeconds(3)));
        List<Guest> guests = IntStream.range(0, 600)
                .mapToObj(i -> rig.join("u" + i, i % 2 == 0 ? Mode.PENDING : Mode.SENT))
                .toList();
        rig.hub().broadcast(text("a"));
        rig.idle();
        long start = rig.runtime().nanoTime();
        rig.hub().close();
        assertThat(Duration.ofNanos(rig.runtime().nanoTime() - start)).isEqualTo(Duration.ofSeconds(3));
        assertThat(guests).allMatch(guest -> guest.connection().isAborted());
        assertThat(guests)
                .allSatisfy(
                        guest -> assertThat(guest.listener().events()).containsExactly("registered", "closed 1001"));
        assertThat(rig.runtime().roles()).isEmpty();
        assertThat(rig.hub().clients()).isEmpty();
        assertThat(rig.books().waiting()).isZero();
    }

    @Test
    void connectionsThatWereTurnedAwayAreNotForgotten() {
        HubRig rig = new HubRig(options(Duration.ofSeconds(30)).withShards(new ShardOptions(1, 1, 64, 64, "user_id")));
        Guest inside = rig.join("u");
        Guest outside = rig.join("late");
        rig.idle();
        inside.leave();
        long start = rig.runtime().nanoTime();
        rig.hub().close();
        assertThat(Duration.ofNanos(rig.runtime().nanoTime() - start))
                .as("it has the whole grace to answer")
                .isBetween(Duration.ofMillis(4_999), Duration.ofMillis(5_500));
        assertThat(outside.closeCode()).isEqualTo(1013);
        assertThat(outside.connection().isAborted()).as("it did not answer").isTrue();
        assertThat(outside.listener().events()).containsExactly("closed 1013");
    }

    @Test
    void messagesOfTheMailboxAreDeliveredFirst() {
        HubRig rig = rig();
        Guest guest = polite(rig, "u");
        for (int i = 0; i < 500; i++) {
            guest.client().send(text("m" + i));
        }
        rig.hub().close();
        assertThat(guest.texts().stream().filter(text -> text.startsWith("m")))
                .containsExactlyElementsOf(
                        IntStream.range(0, 500).mapToObj(i -> "m" + i).toList());
    }

    @Test
    void closingTwiceChangesNothing() {
        HubRig rig = rig();
        Guest guest = polite(rig, "u");
        rig.hub().close();
        List<String> texts = guest.texts();
        rig.hub().close();
        assertThat(guest.texts()).isEqualTo(texts);
        assertThat(guest.listener().events()).hasSize(2);
    }

    @Test
    void hubThatNeverRanIsClosedAtOnce() {
        ManualRuntime runtime = new ManualRuntime();
        ShardedHub hub = new ShardedHub(
                options(Duration.ofSeconds(30)), HubParts.defaults().withRuntime(runtime));
        hub.close();
        hub.close();
        assertThat(hub.state()).isEqualTo(HubState.STOPPED);
        assertThat(runtime.roles()).isEmpty();
    }

    @Test
    void managerLetsHandlersFinishAndTellsOfEveryDeparture() {
        ManualRuntime runtime = new ManualRuntime();
        List<String> handled = new ArrayList<>();
        Manager manager = Manager.create(
                options(Duration.ofSeconds(30)), HubParts.defaults().withRuntime(runtime));
        RecordingListener listener = new RecordingListener();
        manager.on("m", String.class, request -> handled.add(String.valueOf(request.data())))
                .listen(listener)
                .start();
        RecordingConnection connection = new RecordingConnection();
        Receiver receiver = manager.accept(connection, Identity.of("u"));
        for (int i = 0; i < 100; i++) {
            receiver.text("{\"type\":\"m\",\"data\":\"" + i + "\"}");
        }
        manager.close();
        assertThat(handled).hasSize(100);
        assertThat(listener.events()).containsExactly("connected u", "disconnected u 1001");
        assertThat(runtime.roles()).isEmpty();
        manager.close();
    }

    /* --------------- With threads --------------- */

    private static List<Thread> threadsOf(String hub) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("hub-" + hub + "-"))
                .toList();
    }

    @Test
    void allThreadsAreGoneAndConcurrentClosesAllWait() throws Exception {
        Manager manager = Manager.create(options(Duration.ofSeconds(30)).withName("gone"));
        manager.start();
        assertThat(threadsOf("gone")).as("shards, caretaker, workers, watch").hasSize(2 + 1 + 4 + 1);
        List<Answering> connections = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            Answering connection = new Answering();
            Receiver receiver = manager.accept(connection, Identity.of("u" + i));
            connection.answersTo(receiver::closed);
            connections.add(connection);
        }
        List<Thread> closers = IntStream.range(0, 4)
                .mapToObj(i -> new Thread(() -> {
                    manager.hub().close();
                    assertThat(manager.hub().state()).isEqualTo(HubState.STOPPED);
                    manager.close();
                }))
                .toList();
        closers.forEach(Thread::start);
        for (Thread closer : closers) {
            closer.join(TimeUnit.SECONDS.toMillis(20));
            assertThat(closer.isAlive()).isFalse();
        }
        assertThat(threadsOf("gone")).isEmpty();
        assertThat(connections).noneMatch(connection -> connection.recording().isAborted());
        assertThat(manager.hub().clients()).isEmpty();
    }

    @Test
    void interruptedCloseStillEndsEverything() throws Exception {
        Manager manager = Manager.create(options(Duration.ofMillis(300)).withName("interrupted"));
        manager.start();
        RecordingConnection connection = new RecordingConnection();
        manager.accept(connection, Identity.of("u"));
        boolean[] flag = new boolean[1];
        Thread closer = new Thread(() -> {
            Thread.currentThread().interrupt();
            manager.close();
            flag[0] = Thread.interrupted();
        });
        closer.start();
        closer.join(TimeUnit.SECONDS.toMillis(20));
        assertThat(closer.isAlive()).isFalse();
        assertThat(connection.isAborted()).isTrue();
        assertThat(threadsOf("interrupted")).isEmpty();
        assertThat(flag[0]).as("the interruption is passed on").isTrue();
    }

    @Test
    void managerThatIsStartedTwiceLeaksNoThreads() {
        Manager manager = Manager.create(options(Duration.ofMillis(300)).withName("twice"));
        manager.start();
        try {
            manager.start();
        } catch (IllegalStateException e) {
            assertThat(e).hasMessageContaining("RUNNING");
        }
        manager.close();
        try {
            manager.start();
        } catch (IllegalStateException e) {
            assertThat(e).hasMessageContaining("STOPPED");
        }
        assertThat(threadsOf("twice")).isEmpty();
    }
}
