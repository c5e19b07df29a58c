package io.shardhub.core.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.Message;
import io.shardhub.PublishResult;
import io.shardhub.core.ShardedHub;
import io.shardhub.core.testing.HubRig;
import io.shardhub.snapshot.Books;
import io.shardhub.snapshot.HubSnapshot;
import io.shardhub.snapshot.ShardSnapshot;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * One soak: senders that hand in as much as the shards can carry, peers that come, go and fail, threads that hang and die, and,
 * in every other phase, clients that move all the time; then everything is accounted for.
 */
final class Soak {

    private static final int SENDERS = 16;
    private static final String SENDER = "soak-sender";

    /** As many commands may wait in a mailbox before the senders hold back, so that the run is about deliveries. */
    private static final int CONGESTION = 1_000;

    /** Messages that a sender hands in between two looks at the mailboxes. */
    private static final int STRIDE = 8;

    /** Rounds that are not measured, until everything is compiled. */
    private static final int WARM_UP = 2;

    /** The name of the hub. */
    static final String HUB = "soak";

    private static final long PAUSE_NANOS = 1_000_000;
    private static final int WATCH_MILLIS = 10;
    private static final int STRIKE_MILLIS = 2_000;

    private final ShardedHub hub;
    private final SoakLog log = new SoakLog();
    private final SoakCrowd crowd;
    private final SoakFaults faults;
    private final SoakMovement movement;
    private final SoakMoves moves = new SoakMoves();
    private final List<SoakSender> senders = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile boolean congested;

    /** A started hub with that strategy on that runtime, which this soak closes, and that many peers. */
    Soak(ShardedHub hub, SoakGauge gauge, MortalRuntime runtime, int clients) {
        this.hub = hub;
        this.crowd = new SoakCrowd(hub, log, SENDERS, clients);
        this.faults = new SoakFaults(runtime, crowd);
        this.movement = new SoakMovement(hub, moves, clients);
        hub.listen(log);
        disturb("replace", every(1, crowd::replaceOne));
        disturb("stall", every(1, crowd::stallOne));
        disturb("topics", every(1, crowd::changeTopic));
        disturb("faults", every(STRIKE_MILLIS, faults::strike));
        disturb("movement", movement::step);
        disturb("watch", every(WATCH_MILLIS, random -> {
            List<ShardSnapshot> shards = hub.snapshot().shards();
            congested = shards.stream().anyMatch(shard -> shard.mailbox() > CONGESTION); // also those that are drained
            moves.look(shards);
        }));
        for (int i = 0; i < SENDERS; i++) {
            SoakSender sender = new SoakSender(i, hub, crowd);
            senders.add(sender);
            threads.add(loop(SENDER, over, () -> {
                boolean looks = sender.handedIn() % STRIDE == 0;
                while ((congested || (looks && gauge.deepest() > CONGESTION)) && over.getCount() > 0) {
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
                if (!sender.send()) {
                    congested = true; // until the watch has looked again
                }
            }));
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
    private void disturb(String name, Runnable step) {
        threads.add(loop("soak-" + name, over, step));
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
                        log.violation("a loop failed: " + e);
                    }
                },
                name);
    }

    /** Runs for that many rounds of two phases, checks everything, and closes the hub. */
    SoakReport run(int rounds, Duration phase) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        Thread network = loop("soak-network", done, every(1, random -> crowd.completeAll()));
        network.start();
        threads.forEach(Thread::start);
        for (int i = 0; i < 2 * WARM_UP; i++) {
            measure(i % 2 == 0, phase);
        }
        List<SoakReport.Round> measured = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            boolean movingFirst = i % 2 == 1; // in turn, so that neither profits
            SoakReport.Phase first = measure(movingFirst, phase);
            SoakReport.Phase second = measure(!movingFirst, phase);
            measured.add(movingFirst ? new SoakReport.Round(second, first) : new SoakReport.Round(first, second));
        }
        movement.set(false);
        await().atMost(Duration.ofMinutes(2)).until(movement::isSettled);
        over.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        settle();
        List<Books> books = new ArrayList<>();
        for (int i = 0; i < crowd.steady(); i++) {
            books.add(crowd.peer(i).client().books());
        }
        int lost = checkSteady(books);
        String faultsInWords = faults();
        leave();
        done.countDown();
        network.join();
        checkNothingLeft();
        return new SoakReport(
                measured,
                senders.stream().mapToLong(SoakSender::handedIn).sum(),
                senders.stream().mapToLong(SoakSender::refused).sum(),
                lost,
                Math.max(0, log.hung() - faults.hung()),
                movement.drained() + " shards drained, " + log.resizes() + " times another number of shards, "
                        + log.plans() + " plans",
                faultsInWords,
                log.violations(),
                log.told());
    }

    private SoakReport.Phase measure(boolean moving, Duration phase) throws InterruptedException {
        movement.set(moving);
        await().atMost(Duration.ofMinutes(2)).until(() -> movement.isSettled() || failure.get() != null);
        over.await(phase.toMillis() / 10, TimeUnit.MILLISECONDS); // until the change has made itself felt
        long before = hub.snapshot().books().sent();
        long movesBefore = moves.count();
        double processorBefore = processor();
        long start = System.nanoTime();
        over.await(phase.toNanos(), TimeUnit.NANOSECONDS);
        long deliveries = hub.snapshot().books().sent() - before;
        double seconds = (System.nanoTime() - start) / 1e9;
        return new SoakReport.Phase(deliveries, moves.count() - movesBefore, seconds, processor() - processorBefore);
    }

    /** Seconds of processors that the senders and the hub had so far, and the virtual machine for them. */
    private double processor() {
        long all =
                ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
        ThreadMXBean bean = ManagementFactory.getThreadMXBean();
        long others = threads.stream()
                .filter(thread -> !thread.getName().equals(SENDER))
                .mapToLong(thread -> bean.getThreadCpuTime(thread.getId()))
                .sum();
        return (all - others) / 1e9;
    }

    /** Threads are meant to die here. */
    private static ConditionFactory await() {
        return Awaitility.await().dontCatchUncaughtExceptions();
    }

    private void settle() {
        await().atMost(Duration.ofMinutes(2)).until(() -> {
            HubSnapshot snapshot = hub.snapshot();
            return snapshot.shards().stream().allMatch(shard -> shard.mailbox() == 0)
                    && snapshot.books().waiting() == 0
                    && snapshot.isHealthy();
        });
    }

    private String faults() {
        return log.hung() + " of " + faults.hung() + " threads found hanging, " + log.died() + " of "
                + faults.killed() + " found dead, " + log.unhealthy()
                + " times unhealthy, for " + log.longestMillis() + " ms at most; peers: " + crowd.fates()
                + "; departures: "
                + log.departures();
    }

    /** Returns how many of those who stay were cut off. */
    private int checkSteady(List<Books> books) {
        int lost = 0;
        for (int i = 0; i < crowd.steady(); i++) {
            SoakPeer peer = crowd.peer(i);
            if (!peer.client().isOpen()) {
                lost++;
                continue;
            }
            SoakSender.Owed owed = new SoakSender.Owed();
            for (SoakSender sender : senders) {
                sender.account(i, owed);
            }
            Books own = books.get(i);
            boolean complete = own.droppedTotal() + own.conflated() == 0
                    && own.sent() == peer.count() + peer.uncounted()
                    && peer.count() >= owed.count
                    && peer.count() <= owed.count + owed.perhaps
                    && (owed.perhaps > 0 || peer.sum() == owed.sum);
            if (!complete) {
                log.violation("peer " + i + " got " + peer.count() + " messages, and others " + peer.uncounted()
                        + " (expected: " + owed.count + " to " + (owed.count + owed.perhaps) + "), " + own);
            }
        }
        return lost;
    }

    /** Everybody leaves. */
    private void leave() {
        faults.release();
        crowd.leave();
        await().atMost(Duration.ofMinutes(1))
                .until(() -> hub.snapshot().clients() == 0 && hub.clients().isEmpty());
    }

    private void checkNothingLeft() {
        assertThat(failure.get()).as("failure of a loop").isNull();
        Message probe = Message.text("probe");
        for (int i = 0; i < crowd.steady(); i++) {
            assertThat(hub.sendToUser(SoakCrowd.user(i), probe)).isEqualTo(PublishResult.NO_TAKERS);
        }
        for (int i = 0; i < SoakCrowd.TOPICS; i++) {
            assertThat(hub.publish(SoakCrowd.topic(i), probe)).isEqualTo(PublishResult.NO_TAKERS);
            assertThat(hub.publish(SoakCrowd.fickle(i % SoakCrowd.FICKLE), probe))
                    .isEqualTo(PublishResult.NO_TAKERS);
        }
        assertThat(hub.publish(SoakCrowd.PASSING, probe)).isEqualTo(PublishResult.NO_TAKERS);
        assertThat(HubRig.balancedBooks(hub).waiting()).isZero();
        assertThat(log.departures().values().stream().mapToLong(Long::longValue).sum())
                .as("departures")
                .isEqualTo(crowd.joined());
        crowd.forget();
        await().atMost(Duration.ofMinutes(1)).until(() -> {
            System.gc();
            return crowd.remembered() == 0;
        });
        hub.close();
        await().atMost(Duration.ofMinutes(1))
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("hub-" + HUB)));
    }
}
