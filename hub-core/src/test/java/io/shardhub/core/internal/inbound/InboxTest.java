package io.shardhub.core.internal.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.Priority;
import io.shardhub.core.runtime.HubRuntime;
import io.shardhub.core.testing.ManualRuntime;
import io.shardhub.core.testing.QuietLog;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Inboxes and the pool that runs them. */
@ExtendWith(QuietLog.class)
@Timeout(60)
final class InboxTest {

    private final ManualRuntime runtime = new ManualRuntime(5);
    private final WorkerPool pool = new WorkerPool(runtime, "t", 3);
    private final List<String> ran = new ArrayList<>();

    private record Work(Priority priority, Runnable body) implements Inbox.Task {
        @Override
        public void run() {
            body.run();
        }
    }

    private Work work(String name) {
        return work(name, Priority.NORMAL);
    }

    private Work work(String name, Priority priority) {
        return new Work(priority, () -> ran.add(name));
    }

    private Inbox open(int maxWaiting) {
        Inbox inbox = new Inbox(pool, maxWaiting);
        inbox.open(null);
        return inbox;
    }

    @Test
    void tasksOfOneInboxRunInOrder() {
        pool.start();
        Inbox inbox = open(100);
        for (int i = 0; i < 50; i++) {
            assertThat(inbox.offer(work("t" + i, Priority.values()[i % Priority.COUNT])))
                    .isTrue();
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
        Inbox inbox = new Inbox(pool, 2);
        assertThat(inbox.offer(work("a"))).isTrue();
        assertThat(inbox.runInline(work("inline"))).as("something is before it").isFalse();
        assertThat(inbox.offer(work("b"))).isTrue();
        assertThat(inbox.offer(work("c"))).as("too many wait").isFalse();
        runtime.runUntilIdle();
        assertThat(ran).isEmpty();
        inbox.open(work("arrival"));
        runtime.runUntilIdle();
        assertThat(ran).containsExactly("arrival", "a", "b");
    }

    @Test
    void waitingTasksAreBoundedButForTheLast() {
        pool.start();
        Inbox inbox = open(2);
        inbox.offer(work("a"));
        inbox.offer(work("b"));
        assertThat(inbox.offer(work("c"))).isFalse();
        inbox.offerLast(work("last"));
        runtime.runUntilIdle();
        assertThat(ran).containsExactly("a", "b", "last");
    }

    @Test
    void nothingRunsAfterTheLast() {
        pool.start();
        Inbox inbox = open(10);
        inbox.offer(work("a"));
        inbox.offerLast(work("last"));
        inbox.offer(work("late"));
        runtime.runUntilIdle();
        inbox.offer(work("later"));
        inbox.runInline(work("inline"));
        runtime.runUntilIdle();
        assertThat(ran).containsExactly("a", "last");
    }

    @Test
    void inlineRunsAtOnceUnlessSomethingIsBeforeIt() {
        pool.start();
        Inbox inbox = open(10);
        assertThat(inbox.runInline(work("first"))).isTrue();
        assertThat(ran).containsExactly("first");
        inbox.offer(work("waits"));
        assertThat(inbox.runInline(work("second"))).isFalse();
        runtime.runUntilIdle();
        Work nested = new Work(Priority.NORMAL, () -> {
            ran.add("outer");
            inbox.offer(work("inner"));
            assertThat(inbox.runInline(work("never"))).isFalse();
            ran.add("outer ends");
        });
        assertThat(inbox.runInline(nested)).isTrue();
        runtime.runUntilIdle();
        assertThat(ran).containsExactly("first", "waits", "outer", "outer ends", "inner");
    }

    @Test
    void moreUrgentInboxesGoFirst() {
        for (Priority priority : Priority.values()) {
            open(10).offer(work(priority.name(), priority));
        }
        pool.start();
        runtime.runUntilIdle();
        assertThat(ran).containsExactly("CRITICAL", "HIGH", "NORMAL", "LOW");
    }

    @Test
    void lowestPriorityDoesNotStarve() {
        WorkerPool single = new WorkerPool(runtime, "single", 1);
        Inbox urgent = new Inbox(single, 10);
        urgent.open(null);
        Runnable[] again = new Runnable[1];
        again[0] = () -> {
            ran.add("urgent");
            if (ran.size() < 1_000) {
                urgent.offer(new Work(Priority.CRITICAL, again[0]));
            }
        };
        Inbox low = new Inbox(single, 10);
        low.open(null);
        urgent.offer(new Work(Priority.CRITICAL, again[0]));
        for (int i = 0; i < 3; i++) {
            low.offer(work("low", Priority.LOW));
        }
        single.start();
        runtime.runUntilIdle();
        assertThat(ran.indexOf("low")).isBetween(10, 20);
        assertThat(ran.lastIndexOf("low")).isLessThan(60);
    }

    @Test
    void taskThatThrowsDoesNotHoldUpTheNext() {
        WorkerPool real = new WorkerPool(HubRuntime.threads(), "throwing", 1);
        real.start();
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        Inbox inbox = new Inbox(real, 10);
        inbox.open(null);
        inbox.offer(new Work(Priority.NORMAL, () -> {
            throw new IllegalStateException("a task");
        }));
        inbox.offer(new Work(Priority.NORMAL, () -> {
            throw new AssertionError("an error");
        }));
        inbox.offer(new Work(Priority.NORMAL, () -> order.add("next")));
        assertThat(real.drainAndStop(TimeUnit.SECONDS.toNanos(10), TimeUnit.SECONDS.toNanos(1)))
                .isTrue();
        assertThat(order).containsExactly("next");
    }

    /* --------------- The end of the pool --------------- */

    @Test
    void drainRunsEverythingThatWaitsAndEndsTheWorkers() {
        pool.start();
        for (int i = 0; i < 20; i++) {
            Inbox inbox = open(100);
            for (int j = 0; j < 10; j++) {
                inbox.offer(work("t"));
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
        WorkerPool real = new WorkerPool(HubRuntime.threads(), "hanging", 2);
        real.start();
        CountDownLatch hangs = new CountDownLatch(1);
        CountDownLatch started = new CountDownLatch(1);
        Inbox inbox = new Inbox(real, 10);
        inbox.open(null);
        inbox.offer(new Work(Priority.NORMAL, () -> {
            started.countDown();
            try {
                hangs.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
        long start = System.nanoTime();
        assertThat(real.drainAndStop(TimeUnit.MILLISECONDS.toNanos(50), TimeUnit.MILLISECONDS.toNanos(50)))
                .isFalse();
        assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(5));
        hangs.countDown();
    }

    /* --------------- With threads --------------- */

    @Test
    void inboxesRunInParallelAndEachInOrderWithoutOverlap() {
        WorkerPool real = new WorkerPool(HubRuntime.threads(), "parallel", 4);
        real.start();
        int inboxes = 20;
        int tasks = 2_000;
        AtomicInteger violations = new AtomicInteger();
        AtomicInteger total = new AtomicInteger();
        List<Inbox> all = new ArrayList<>();
        int[] last = new int[inboxes];
        AtomicInteger[] inside = new AtomicInteger[inboxes];
        for (int i = 0; i < inboxes; i++) {
            inside[i] = new AtomicInteger();
            all.add(new Inbox(real, tasks));
            all.get(i).open(null);
        }
        for (int task = 1; task <= tasks; task++) {
            for (int i = 0; i < inboxes; i++) {
                int number = task;
                int at = i;
                Work step = new Work(Priority.values()[task % Priority.COUNT], () -> {
                    if (inside[at].getAndIncrement() != 0 || last[at] != number - 1) {
                        violations.incrementAndGet();
                    }
                    last[at] = number;
                    total.incrementAndGet();
                    inside[at].decrementAndGet();
                });
                if ((task + i) % 3 != 0 || !all.get(i).runInline(step)) {
                    assertThat(all.get(i).offer(step)).isTrue();
                }
            }
        }
        assertThat(real.drainAndStop(TimeUnit.SECONDS.toNanos(30), TimeUnit.SECONDS.toNanos(1)))
                .isTrue();
        assertThat(violations).hasValue(0);
        assertThat(total).hasValue(inboxes * tasks);
    }
}
