package io.shardhub.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardhub.core.testing.Aside;
import io.shardhub.core.testing.QuietLog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Another thread runs a turn of a real loop that rests. */
@ExtendWith(QuietLog.class)
@Timeout(60)
final class ReservedTurnTest extends LoopRig {

    private final List<Thread> threads = new CopyOnWriteArrayList<>(); // of each portion

    ReservedTurnTest() {
        cycle.extra = () -> threads.add(Thread.currentThread());
    }

    private void reserve() {
        reserve(loop);
    }

    /* As soon as it rests; by this thread. */
    private static void reserve(Loop resting) {
        long deadline = System.nanoTime() + LONG;
        while (!resting.reserve()) {
            assertThat(System.nanoTime() - deadline).as("it does not rest").isNegative();
            Thread.onSpinWait();
        }
    }

    /** Somebody else posts, and the caller waits for that. */
    private void postAside() {
        CompletableFuture<Boolean> woken = new CompletableFuture<>();
        Aside.start(() -> {
            cycle.work.incrementAndGet();
            woken.complete(loop.wakeUp());
        });
        assertThat(woken.orTimeout(20, TimeUnit.SECONDS).join())
                .as("woken up although the turn is taken")
                .isFalse();
    }

    @Test
    void whoReservesItRunsIt() {
        reserve();
        cycle.work.incrementAndGet();
        assertThat(loop.reserve()).as("reserved still").isTrue();
        assertThat(cycle.done.get()).isZero();
        loop.runReserved();
        assertThat(cycle.done.get()).isEqualTo(1);
        assertThat(threads).containsExactly(Thread.currentThread());
        reserve(); // it rests again
    }

    @Test
    void nothingRunsWithoutAReservation() {
        await(() -> cycle.runs.get() == 1);
        cycle.work.incrementAndGet();
        loop.runReserved();
        assertThat(threads).isEmpty();
        loop.wakeUp();
        await(() -> cycle.done.get() == 1);
    }

    @Test
    void nobodyElseReservesMeanwhile() {
        reserve();
        CompletableFuture<Boolean> other = new CompletableFuture<>();
        Aside.start(() -> other.complete(loop.reserve()));
        assertThat(other.orTimeout(20, TimeUnit.SECONDS).join()).isFalse();
    }

    /** Else whoever runs a handler that takes long would hold up everybody. */
    @Test
    void whatOthersPostIsNotHeldUp() {
        reserve();
        Aside.start(() -> {
            cycle.work.incrementAndGet();
            loop.wakeUp();
        });
        await(() -> cycle.done.get() == 1);
        assertThat(threads).doesNotContain(Thread.currentThread());
        loop.runReserved();
        assertThat(threads).hasSize(1);
    }

    @Test
    void loopGoesOnWithWhatIsLeft() {
        reserve();
        cycle.extra = () -> { // more than is done for it
            threads.add(Thread.currentThread());
            if (threads.size() < 100) {
                cycle.work.incrementAndGet();
            }
        };
        cycle.work.incrementAndGet();
        loop.runReserved();
        await(() -> cycle.done.get() == 100);
        assertThat(threads.get(0)).isSameAs(Thread.currentThread());
        assertThat(threads.subList(2, 100)).doesNotContain(Thread.currentThread());
    }

    @Test
    void whatOthersPostMeanwhileIsDone() {
        reserve();
        cycle.extra = () -> {
            cycle.extra = () -> {};
            postAside();
        };
        cycle.work.incrementAndGet();
        loop.runReserved();
        await(() -> cycle.done.get() == 2);
    }

    /** At the last moment at which it can be noticed. */
    @Test
    void whatOthersPostBeforeTheTurnIsGivenBackIsDone() {
        reserve();
        cycle.settling = () -> {
            cycle.settling = () -> {};
            postAside();
        };
        cycle.work.incrementAndGet();
        loop.runReserved();
        await(() -> cycle.done.get() == 2);
    }

    @Test
    void nothingIsDoneBehindTheEnd() {
        reserve();
        cycle.extra = () -> {
            loop.stop();
            cycle.work.incrementAndGet();
        };
        cycle.work.incrementAndGet();
        loop.runReserved();
        assertThat(loop.awaitEnd(LONG)).isTrue();
        assertThat(cycle.done.get()).isEqualTo(1);
    }

    @Test
    void failureDoesNotEndTheLoop() {
        reserve();
        cycle.extra = () -> {
            throw new StackOverflowError("work");
        };
        cycle.work.incrementAndGet();
        loop.runReserved();
        cycle.extra = () -> {};
        cycle.work.incrementAndGet();
        loop.wakeUp();
        await(() -> cycle.done.get() == 1);
    }

    @Test
    void failureToSayWhetherThereIsMoreGivesTheTurnBack() {
        CountDownLatch failed = new CountDownLatch(1);
        Portions failing = new Portions() {
            @Override
            public boolean hasWork() {
                if (failed.getCount() == 1 && done.get() > 0) {
                    failed.countDown();
                    throw new IllegalStateException("has work?");
                }
                return super.hasWork();
            }
        };
        Loop other = HubRuntime.threads().start("other-loop", failing);
        reserve(other);
        failing.work.incrementAndGet();
        assertThatThrownBy(other::runReserved).hasMessage("has work?");
        assertThat(failed.getCount()).isZero();
        failing.work.incrementAndGet();
        other.wakeUp();
        await(() -> failing.done.get() == 2);
        other.stop();
        assertThat(other.awaitEnd(LONG)).isTrue();
    }

    /** A channel that a thread with that flag writes to closes itself. */
    @Test
    void interruptedThreadLeavesItToTheLoop() {
        reserve();
        cycle.work.incrementAndGet();
        Thread.currentThread().interrupt();
        loop.runReserved();
        assertThat(Thread.interrupted()).as("still interrupted").isTrue();
        await(() -> cycle.done.get() == 1);
        assertThat(threads).hasSize(1).doesNotContain(Thread.currentThread());
    }

    @Test
    void timerThatTheWorkSetsIsKept() {
        reserve();
        cycle.extra = () -> cycle.due = TimeUnit.MILLISECONDS.toNanos(1);
        cycle.work.incrementAndGet();
        loop.runReserved();
        await(() -> cycle.runs.get() > 20);
    }

    /** Else the loop's thread would be woken up for each answer. */
    @Test
    void timerThatStaysWhereItWasWakesNobody() {
        long dueAt = System.nanoTime() + LONG;
        Thread stranger = Thread.currentThread();
        Portions timed = new Portions() {
            @Override
            public long nanosUntilDue() {
                long now = System.nanoTime();
                while (Thread.currentThread() == stranger && System.nanoTime() - now < 10_000) {
                    Thread.onSpinWait(); // it takes a while to find that out
                }
                return dueAt - System.nanoTime();
            }
        };
        Loop other = HubRuntime.threads().start("other-loop", timed);
        for (int i = 1; i <= 1_000; i++) {
            reserve(other);
            timed.work.incrementAndGet();
            other.runReserved();
        }
        assertThat(timed.done.get()).isEqualTo(1_000);
        assertThat(timed.runs.get() - 1_000).as("turns of the loop's thread").isLessThan(100);
        other.stop();
        assertThat(other.awaitEnd(LONG)).isTrue();
    }

    @Test
    void timerIsKeptMeanwhile() {
        cycle.due = TimeUnit.MILLISECONDS.toNanos(1);
        loop.wakeUp();
        for (int i = 1; i <= 100; i++) {
            reserve();
            cycle.work.incrementAndGet();
            cycle.extra = () -> LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2)); // the timer expires meanwhile
            loop.runReserved();
            int before = cycle.runs.get();
            await(() -> cycle.runs.get() > before);
        }
    }

    @Test
    void stoppedLoopEndsBehindWhoRunsIt() {
        reserve();
        CountDownLatch inside = new CountDownLatch(1);
        CompletableFuture<Boolean> ended = new CompletableFuture<>();
        cycle.extra = () -> {
            inside.countDown();
            assertThat(ended.orTimeout(20, TimeUnit.SECONDS).join()).as("ended").isFalse();
        };
        cycle.work.incrementAndGet();
        Aside.start(() -> {
            awaitOpened(inside);
            loop.stop();
            ended.complete(loop.awaitEnd(TimeUnit.MILLISECONDS.toNanos(20)));
        });
        loop.runReserved();
        assertThat(loop.awaitEnd(LONG)).isTrue();
        assertThat(cycle.done.get()).isEqualTo(1);
        assertThat(loop.reserve()).as("reserved when it had ended").isFalse();
    }

    private static void awaitOpened(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void stoppedLoopEndsAlthoughItIsReserved() {
        reserve();
        loop.stop();
        assertThat(loop.awaitEnd(LONG)).isTrue();
        cycle.work.incrementAndGet();
        loop.runReserved();
        assertThat(cycle.done.get()).isZero();
    }

    /** Plain fields stand for what belongs to whose turn it is: two at once, or one that sees too little, would miscount. */
    @Test
    void turnsExcludeEachOtherAndNothingIsLost() throws Exception {
        Counting counting = new Counting();
        Loop counted = HubRuntime.threads().start("counted", counting);
        int posters = 4;
        int posts = 100_000;
        ExecutorService executor = Executors.newFixedThreadPool(posters);
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < posters; i++) {
            boolean reserves = i % 2 == 0;
            all.add(executor.submit(() -> {
                for (int post = 0; post < posts; post++) {
                    counting.waiting.incrementAndGet();
                    if (reserves && counted.reserve()) {
                        counted.runReserved();
                    } else {
                        counted.wakeUp();
                    }
                    while (post % 16 == 0
                            && counting.waiting.get() > 0
                            && !Thread.interrupted()) { // so that it comes to rest now and then
                        LockSupport.parkNanos(1_000);
                    }
                }
            }));
        }
        try {
            for (Future<?> each : all) {
                each.get(50, TimeUnit.SECONDS);
            }
        } finally {
            executor.shutdownNow();
        }
        await(() -> counting.waiting.get() == 0);
        counted.stop();
        assertThat(counted.awaitEnd(LONG)).isTrue();
        assertThat(counting.clashes.get()).isZero();
        assertThat(counting.done).isEqualTo((long) posters * posts);
        assertThat(counting.byOthers).as("turns of posters").isPositive();
    }

    private static final class Counting implements DutyCycle {

        private final AtomicInteger waiting = new AtomicInteger();
        private final AtomicInteger clashes = new AtomicInteger();
        private boolean inside; // plain, as all that belongs to whose turn it is
        private long done;
        private long byOthers;

        @Override
        public int doWork() {
            if (inside) {
                clashes.incrementAndGet();
            }
            inside = true;
            int portion = waiting.getAndSet(0);
            done += portion;
            byOthers += Thread.currentThread().getName().equals("counted") ? 0 : 1;
            inside = false;
            return portion;
        }

        @Override
        public boolean hasWork() {
            return waiting.get() > 0;
        }

        @Override
        public long nanosUntilDue() {
            return NEVER;
        }
    }
}
