package io.shardhub.core.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.Message;
import io.shardhub.PublishResult;
import io.shardhub.core.ShardedHub;
import io.shardhub.core.testing.HubRig;
import io.shardhub.snapshot.Books;
import io.shardhub.snapshot.HubSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.awaitility.Awaitility;

/**
 * One soak: senders that hand in as much as the shards can carry, peers that come, go and fail, and whatever else is to disturb
 * them; then everything is accounted for.
 */
public final class Soak {

    private static final int SENDERS = 16;

    /** As many commands may wait in a mailbox before the senders hold back, so that the run is about deliveries. */
    private static final int CONGESTION = 1_000;

    private static final long PAUSE_NANOS = 200_000;

    private final ShardedHub hub;
    private final String hubName;
    private final SoakCrowd crowd;
    private final List<SoakSender> senders = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile boolean congested;

    /**
     * What a soak came to.
     *
     * @param deliveries messages that were written to peers, while the senders were at it
     * @param seconds how long they were
     * @param handedIn messages that they handed in
     * @param refused those that a shard refused
     * @param departed peers that came and went
     */
    public record Report(long deliveries, double seconds, long handedIn, long refused, int departed) {

        /** Deliveries per second. */
        public double throughput() {
            return deliveries / seconds;
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%.0f deliveries/s (%d in %.1f s), %d handed in, %d refused, %d peers departed",
                    throughput(),
                    deliveries,
                    seconds,
                    handedIn,
                    refused,
                    departed);
        }
    }

    /** A started hub of that name, which this soak closes, and that many peers. */
    public Soak(ShardedHub hub, String hubName, int clients) {
        this.hub = hub;
        this.hubName = hubName;
        this.crowd = new SoakCrowd(hub, SENDERS, clients);
        disturb("replace", every(1, crowd::replaceOne));
        disturb("stall", every(1, crowd::stallOne));
        disturb("watch", () -> {
            congested = hub.snapshot().shards().stream().anyMatch(shard -> shard.mailbox() > CONGESTION);
            LockSupport.parkNanos(PAUSE_NANOS);
        });
        for (int i = 0; i < SENDERS; i++) {
            SoakSender sender = new SoakSender(i, hub, crowd);
            senders.add(sender);
            disturb("sender", () -> {
                while (congested && over.getCount() > 0) {
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
                if (!sender.send()) {
                    congested = true; // until the watch has looked again
                }
            });
        }
    }

    private Runnable every(int millis, Consumer<SplittableRandom> step) {
        SplittableRandom random = new SplittableRandom(threads.size());
        return () -> {
            step.accept(random);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
        };
    }

    /** Calls {@code step} over and over on a thread of its own while the senders send. */
    public Soak disturb(String name, Runnable step) {
        threads.add(loop(name, over, step));
        return this;
    }

    private Thread loop(String name, CountDownLatch end, Runnable step) {
        return new Thread(
                () -> {
                    try {
                        while (end.getCount() > 0) {
                            step.run();
                        }
                    } catch (Throwable e) { // it must not pass for a loop that did its work
                        failure.compareAndSet(null, e);
                    }
                },
                "soak-" + name);
    }

    /** Runs for that long, checks everything, and closes the hub. */
    public Report run(Duration duration) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        Thread network = loop("network", done, crowd::completeAll);
        network.start();
        long before = hub.snapshot().books().sent();
        long start = System.nanoTime();
        threads.forEach(Thread::start);
        over.await(duration.toNanos(), TimeUnit.NANOSECONDS);
        long deliveries = hub.snapshot().books().sent() - before;
        double seconds = (System.nanoTime() - start) / 1e9;
        over.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        settle();
        List<Books> books = new ArrayList<>();
        for (int i = 0; i < crowd.steady(); i++) {
            books.add(crowd.peer(i).client().books());
        }
        end();
        done.countDown();
        network.join();
        check(books);
        return new Report(
                deliveries,
                seconds,
                senders.stream().mapToLong(SoakSender::handedIn).sum(),
                senders.stream().mapToLong(SoakSender::refused).sum(),
                crowd.departed());
    }

    private void settle() {
        Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> {
            HubSnapshot snapshot = hub.snapshot();
            return snapshot.shards().stream().allMatch(shard -> shard.mailbox() == 0)
                    && snapshot.books().waiting() == 0;
        });
    }

    /** Everybody leaves, and nothing of them is left. */
    private void end() {
        crowd.leave();
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> hub.snapshot().clients() == 0 && hub.clients().isEmpty());
        Message probe = Message.text("probe");
        for (int i = 0; i < crowd.steady(); i++) {
            assertThat(hub.sendToUser(SoakCrowd.user(i), probe)).isEqualTo(PublishResult.NO_TAKERS);
        }
        for (int i = 0; i < SoakCrowd.TOPICS; i++) {
            assertThat(hub.publish(SoakCrowd.topic(i), probe)).isEqualTo(PublishResult.NO_TAKERS);
        }
        assertThat(hub.publish(SoakCrowd.PASSING, probe)).isEqualTo(PublishResult.NO_TAKERS);
        assertThat(HubRig.balancedBooks(hub).waiting()).isZero();
        hub.close();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("hub-" + hubName));
    }

    private void check(List<Books> books) {
        assertThat(failure.get()).as("failure of a loop").isNull();
        for (SoakPeer peer : crowd.everybody()) {
            assertThat(peer.violation()).isNull();
            assertThat(peer.departures()).as("departures").isEqualTo(1);
        }
        for (int i = 0; i < crowd.steady(); i++) {
            SoakPeer peer = crowd.peer(i);
            SoakSender.Owed owed = new SoakSender.Owed();
            for (SoakSender sender : senders) {
                sender.account(i, owed);
            }
            assertThat(books.get(i).droppedTotal() + books.get(i).conflated())
                    .as("dropped")
                    .isZero();
            assertThat(books.get(i).sent()).as("sent").isEqualTo(peer.count());
            assertThat(peer.count()).as("received").isBetween(owed.count, owed.count + owed.perhaps);
            if (owed.perhaps == 0) {
                assertThat(peer.sum()).as("sum of the numbers").isEqualTo(owed.sum);
            }
        }
    }
}
