package io.shardhub.core.internal.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.Execution;
import io.shardhub.Priority;
import io.shardhub.core.internal.inbound.Inbox.Entry;
import io.shardhub.core.runtime.HubRuntime;
import io.shardhub.core.testing.ManualRuntime;
import io.shardhub.core.testing.QuietLog;
import io.shardhub.options.InboundOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Inboxes and the pool that runs them. */
@ExtendWith(QuietLog.class)
@Timeout(60)
final class InboxTest {

    private final ManualRuntime runtime = new ManualRuntime(5);
    private final WorkerPool pool = new WorkerPool(runtime, "t", InboundOptions.defaults(3));
    private final List<String> ran = new ArrayList<>();

    private Work work(String name) {
        return work(name, Priority.NORMAL);
    }

    private Work work(String name, Priority priority) {
        return new Work(priority, Execution.POOL, () -> ran.add(name));
    }

    private Work quick(String name) {
        return new Work(Priority.NORMAL, Execution.INLINE, () -> ran.add(name));
    }

    private Work virtual(String name) {
        return new Work(Priority.NORMAL, Execution.VIRTUAL, () -> ran.add(name));
    }

    private Work event(String name) {
        return Work.event(() -> ran.add(name));
    }

    private static WorkerPool real(String name, int workers) {
        WorkerPool pool = new WorkerPool(HubRuntime.threads(), name, InboundOptions.defaults(workers));
        pool.start();
        return pool;
    }

    private Inbox open(int maxWaiting) {
        Inbox inbox = new Inbox(pool, Work.credit(maxWaiting));
        inbox.open(null);
        return inbox;
    }

    @Test
    void tasksOfOneInboxRunInOrder() {
        pool.start();
        Inbox inbox = open(100);
        for (int i = 0; i < 50; i++) {
            assertThat(inbox.offer(work("t" + i, Priority.values()[i % Priority.COUNT]), runtime.nanoTime()))
                    .isEqualTo(Entry.TAKEN);
            if (i % 7 == 0) {
                runtime.runOnce();
            }
        }
        runtime.runUntilIdle();
        assertThat(ran)
                .containsExactlyElementsOf(
                        IntStream.range(0, 50).mapToObj(i -> "t" + i).toList());
    }

    @Test
    void nothingRunsBeforeTheClientHasArrivedAndItsArrivalRunsFirst() {
        pool.start();
        Inbox inbox = new Inbox(pool, Work.credit(2));
        assertThat(inbox.offer(work("a"), runtime.nanoTime())).isEqualTo(Entry.TAKEN);
        assertThat(inbox.offer(quick("quick"), runtime.nanoTime())).isEqualTo(Entry.TAKEN);
        assertThat(inbox.offer(work("c"), runtime.nanoTime()))
                .as("too many wait")
                .isEqualTo(Entry.FULL);
        runtime.runUntilIdle();
        assertThat(ran).isEmpty();
        inbox.open(event("arrival"));
        runtime.runUntilIdle();
        assertThat(ran).containsExactly("arrival", "a", "quick");
    }

    @Test
    void waitingTasksAreBoundedButForTheLast() {
        pool.start();
        Inbox inbox = open(2);
        inbox.offer(work("a"), runtime.nanoTime());
        inbox.offer(work("b"), runtime.nanoTime());
        assertThat(inbox.offer(work("c"), runtime.nanoTime())).isEqualTo(Entry.FULL);
        inbox.offerLast(event("last"));
        runtime.runUntilIdle();
        assertThat(ran).containsExactly("a", "b", "last");
    }

    @Test
    void nothingRunsAfterTheLast() {
        pool.start();
        Inbox inbox = open(10);
        inbox.offer(work("a"), runtime.nanoTime());
        inbox.offerLast(event("last"));
        assertThat(inbox.offer(work("late"), runtime.nanoTime())).isEqualTo(Entry.OVER);
        runtime.runUntilIdle();
        inbox.offerLast(event("later"));
        assertThat(inbox.offer(quick("quick"), runtime.nanoTime())).isEqualTo(Entry.OVER);
        runtime.runUntilIdle();
        assertThat(ran).containsExactly("a", "last");
    }

    @Test
    void quickTaskRunsAtOnceUnlessSomethingIsBeforeIt() {
        pool.start();
        Inbox inbox = open(10);
        inbox.offer(quick("first"), runtime.nanoTime());
        assertThat(ran).containsExactly("first");
        inbox.offer(work("waits"), runtime.nanoTime());
        inbox.offer(quick("second"), runtime.nanoTime());
        assertThat(ran).containsExactly("first");
        runtime.runUntilIdle();
        inbox.offer(
                new Work(Priority.NORMAL, Execution.INLINE, () -> {
                    ran.add("outer");
                    inbox.offer(work("inner"), runtime.nanoTime());
                    inbox.offer(quick("quick inner"), runtime.nanoTime());
                    ran.add("outer ends");
                }),
                runtime.nanoTime());
        runtime.runUntilIdle();
        assertThat(ran).containsExactly("first", "waits", "second", "outer", "outer ends", "inner", "quick inner");
    }

    @Test
    void moreUrgentInboxesGoFirst() {
        for (Priority priority : Priority.values()) {
            open(10).offer(work(priority.name(), priority), runtime.nanoTime());
        }
        pool.start();
        runtime.runUntilIdle();
        assertThat(ran).containsExactly("CRITICAL", "HIGH", "NORMAL", "LOW");
    }

    @Test
    void taskThatThrowsDoesNotHoldUpTheNext() {
        WorkerPool real = real("throwing", 1);
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        Inbox inbox = new Inbox(real, Work.credit(10));
        inbox.open(null);
        inbox.offer(
                new Work(Priority.NORMAL, Execution.POOL, () -> {
                    throw new IllegalStateException("a task");
                }),
                System.nanoTime());
        inbox.offer(
                new Work(Priority.NORMAL, Execution.POOL, () -> {
                    throw new AssertionError("an error");
                }),
                System.nanoTime());
        inbox.offer(new Work(Priority.NORMAL, Execution.POOL, () -> order.add("next")), System.nanoTime());
        assertThat(real.drainAndStop(TimeUnit.SECONDS.toNanos(10), TimeUnit.SECONDS.toNanos(1)))
                .isTrue();
        assertThat(order).containsExactly("next");
    }

    @Test
    void tasksOfOneInboxRunInOrderWhereverEachRuns() {
        pool.start();
        Inbox inbox = open(100);
        List<String> names = IntStream.range(0, 60).mapToObj(i -> "t" + i).toList();
        for (int i = 0; i < 60; i++) {
            Execution execution = Execution.values()[i * 7 % 5 % 3];
            String name = names.get(i);
            inbox.offer(
                    new Work(Priority.values()[i % Priority.COUNT], execution, () -> ran.add(name)),
                    runtime.nanoTime());
            if (i % 4 == 0) {
                runtime.runOnce();
            }
        }
        runtime.runUntilIdle();
        assertThat(ran).containsExactlyElementsOf(names);
    }

    @Test
    void virtualThreadsAreBoundedAndTakeTheMostUrgentFirst() {
        WorkerPool two =
                new WorkerPool(runtime, "two", InboundOptions.defaults(1).withMaxVirtual(2));
        two.start();
        runtime.runUntilIdle();
        for (Priority priority : Priority.values()) {
            Inbox inbox = new Inbox(two, Work.credit(10));
            inbox.open(null);
            inbox.offer(new Work(priority, Execution.VIRTUAL, () -> ran.add(priority.name())), runtime.nanoTime());
        }
        assertThat(runtime.roles())
                .contains("hub-two-virtual-0", "hub-two-virtual-1")
                .hasSize(4);
        runtime.runUntilIdle();
        assertThat(ran).containsExactly("CRITICAL", "HIGH", "NORMAL", "LOW");
        assertThat(runtime.roles()).as("they end when nothing waits").hasSize(2);
        open(10).offer(virtual("again"), runtime.nanoTime());
        runtime.runUntilIdle();
        assertThat(ran).endsWith("again");
    }

    /** What makes a turn old. */
    @Test
    void turnWaitsSinceItsMessageCameOrSinceTheOneBeforeItHasRun() {
        pool.start();
        runtime.runUntilIdle();
        Inbox inbox = open(10);
        long came = runtime.nanoTime();
        runtime.skip(Duration.ofNanos(70));
        inbox.offer(new Work(Priority.NORMAL, Execution.POOL, () -> runtime.skip(Duration.ofNanos(900))), came);
        inbox.offer(work("second"), came);
        assertThat(pool.oldestNanos()).isEqualTo(70);
        runtime.runOnce();
        runtime.skip(Duration.ofNanos(3));
        assertThat(pool.oldestNanos()).isEqualTo(3);
        runtime.runUntilIdle();
        assertThat(pool.oldestNanos()).isZero();
    }

    /* --------------- What waits is bounded --------------- */

    @Test
    void messagesOfAllClientsAreBoundedTogetherAndEventsAreNot() {
        WorkerPool narrow = new WorkerPool(
                runtime,
                "narrow",
                InboundOptions.defaults(1).withCredit(Work.credit(10).withHubMessages(3)));
        Inbox one = new Inbox(narrow, Work.credit(10));
        Inbox two = new Inbox(narrow, Work.credit(10));
        two.open(null);
        assertThat(one.offer(work("1"), runtime.nanoTime())).isEqualTo(Entry.TAKEN);
        assertThat(one.offer(work("2", Priority.LOW), runtime.nanoTime())).isEqualTo(Entry.TAKEN);
        assertThat(two.offer(work("3"), runtime.nanoTime())).isEqualTo(Entry.TAKEN);
        assertThat(two.offer(work("4"), runtime.nanoTime())).isEqualTo(Entry.HUB_FULL);
        one.open(event("arrival"));
        two.offerLast(event("departure"));
        assertThat(narrow.bound().waiting())
                .isEqualTo(Map.of(Priority.LOW, 1L, Priority.NORMAL, 2L, Priority.HIGH, 0L, Priority.CRITICAL, 0L));
        assertThat(one.offer(quick("not at once"), runtime.nanoTime())).isEqualTo(Entry.HUB_FULL);
        narrow.start();
        runtime.runUntilIdle();
        assertThat(ran).containsExactlyInAnyOrder("arrival", "1", "2", "3", "departure");
        assertThat(narrow.bound().waiting().values()).containsOnly(0L);
        for (int i = 0; i < 3; i++) {
            assertThat(one.offer(work("again"), runtime.nanoTime())).isEqualTo(Entry.TAKEN);
        }
        assertThat(one.offer(work("again"), runtime.nanoTime())).isEqualTo(Entry.HUB_FULL);
    }

    @Test
    void whatIsDiscardedMakesRoomAndIsToldWhy() {
        Inbox inbox = new Inbox(pool, Work.credit(10));
        Work waits = work("waits");
        inbox.offer(waits, runtime.nanoTime());
        inbox.discard(Fault.CLOSED);
        inbox.discard(Fault.CLOSED);
        assertThat(waits.dropped).containsExactly(Fault.CLOSED);
        assertThat(pool.bound().waiting().values()).containsOnly(0L);
        assertThat(inbox.offer(work("late"), runtime.nanoTime())).isEqualTo(Entry.OVER);
        pool.start();
        runtime.runUntilIdle();
        assertThat(ran).isEmpty();
    }

    /* --------------- The end of the pool --------------- */

    @Test
    void drainRunsEverythingThatWaitsAndEndsTheWorkers() {
        pool.start();
        for (int i = 0; i < 20; i++) {
            Inbox inbox = open(100);
            for (int j = 0; j < 10; j++) {
                inbox.offer(work("t"), runtime.nanoTime());
            }
        }
        assertThat(pool.drainAndStop(TimeUnit.SECONDS.toNanos(1), 1)).isTrue();
        assertThat(ran).hasSize(200);
        assertThat(runtime.roles()).isEmpty();
        assertThat(pool.drainAndStop(1, 1)).as("once more").isTrue();
    }

    @Test
    void poolThatNeverRanEndsToo() {
        assertThat(pool.drainAndStop(1, 1)).isTrue();
    }

    @Test
    void handlerThatHangsIsGivenUpAfterTheLimit() throws Exception {
        WorkerPool real = real("hanging", 2);
        CountDownLatch hangs = new CountDownLatch(1);
        CountDownLatch started = new CountDownLatch(1);
        Inbox inbox = new Inbox(real, Work.credit(10));
        inbox.open(null);
        inbox.offer(
                new Work(Priority.NORMAL, Execution.POOL, () -> {
                    started.countDown();
                    try {
                        hangs.await(30, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }),
                System.nanoTime());
        assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
        long start = System.nanoTime();
        assertThat(real.drainAndStop(TimeUnit.MILLISECONDS.toNanos(50), TimeUnit.MILLISECONDS.toNanos(50)))
                .isFalse();
        assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(5));
        hangs.countDown();
    }

    /** The last task comes while a quick one runs on a thread of its own: the workers wait for it, and no longer. */
    @Test
    void drainWaitsForWhatRunsElsewhere() throws Exception {
        WorkerPool real = real("away", 2);
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        Inbox inbox = new Inbox(real, Work.credit(10));
        inbox.open(null);
        Thread container = new Thread(() -> inbox.offer(
                new Work(Priority.NORMAL, Execution.INLINE, () -> {
                    started.countDown();
                    awaitQuietly(goOn);
                    order.add("quick");
                }),
                System.nanoTime()));
        container.start();
        assertThat(started.await(30, TimeUnit.SECONDS)).isTrue();
        inbox.offerLast(Work.event(() -> order.add("last")));
        Thread later = new Thread(() -> {
            Awaitility.await().until(() -> !real.isOpen());
            goOn.countDown();
        });
        later.start();
        assertThat(real.drainAndStop(TimeUnit.SECONDS.toNanos(90), TimeUnit.SECONDS.toNanos(1)))
                .isTrue();
        assertThat(order).containsExactly("quick", "last");
        container.join();
        later.join();
    }

    /** Nobody is left to run what a hung task kept waiting, so it is dropped, by whoever notices. */
    @Test
    void whatStillWaitsAfterTheDrainIsDroppedAndCounted() {
        try (ManualRuntime hanging = new ManualRuntime(8)) {
            Runnable hang = hanging.hanging();
            WorkerPool one = new WorkerPool(hanging, "one", InboundOptions.defaults(1));
            one.start();
            Inbox hung = new Inbox(one, Work.credit(10));
            hung.open(null);
            hung.offer(new Work(Priority.NORMAL, Execution.POOL, hang), hanging.nanoTime());
            hanging.runUntilIdle();
            Work behindIt = work("behind it");
            hung.offer(behindIt, hanging.nanoTime());
            Inbox other = new Inbox(one, Work.credit(10));
            other.open(null);
            Work waits = work("waits");
            other.offer(waits, hanging.nanoTime());
            assertThat(one.drainAndStop(1_000, 1_000)).isFalse();
            assertThat(waits.dropped).containsExactly(Fault.GIVEN_UP);
            assertThat(behindIt.dropped).isEmpty();
            hanging.releaseAll();
            assertThat(behindIt.dropped).containsExactly(Fault.GIVEN_UP);
            assertThat(ran).isEmpty();
            assertThat(one.bound().waiting().values()).containsOnly(0L);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
