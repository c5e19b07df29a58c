package io.shardhub.core.internal.inbound;

import io.shardhub.annotation.AnyThread;
import io.shardhub.core.internal.log.Complaints;
import io.shardhub.core.runtime.DutyCycle;
import io.shardhub.core.runtime.HubRuntime;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows what runs now, on whatever thread, and reports once what runs past its deadline, while it runs. It interrupts
 * nothing. Its cycle looks every so often, on a thread of its own, so that it sees what hangs even if every worker does.
 */
final class HandlerWatch implements DutyCycle {

    private static final Logger LOG = LoggerFactory.getLogger(HandlerWatch.class);

    /** What is late is noticed after a quarter of the shortest deadline, within these limits. */
    private static final long SHORTEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final HubRuntime runtime;
    private final String name;
    private final ConcurrentHashMap<Inbox, Task> running = new ConcurrentHashMap<>(); // of a client, one runs at a time
    private final LongAdder overdue = new LongAdder();
    private final Complaints complaints;
    private volatile long pauseNanos = LONGEST_PAUSE_NANOS;
    private long lookAt; // the cycle's

    HandlerWatch(HubRuntime runtime, String name) {
        this.runtime = runtime;
        this.name = name;
        this.lookAt = runtime.nanoTime();
        this.complaints = new Complaints(lookAt);
    }

    /** There will be tasks with that deadline. */
    @AnyThread
    synchronized void expect(long deadlineNanos) {
        pauseNanos = Math.min(pauseNanos, Math.max(SHORTEST_PAUSE_NANOS, deadlineNanos / 4));
    }

    /** The calling thread is about to run a task of an inbox. */
    @AnyThread
    void begin(Inbox inbox, Task task) {
        task.begin(runtime.threadName(), runtime.nanoTime());
        running.put(inbox, task);
    }

    /** The task has ended. */
    @AnyThread
    void end(Inbox inbox, Task task) {
        running.remove(inbox);
        if (task.isNewlyLate(runtime.nanoTime())) {
            overdue.increment();
        }
    }

    /** The messages whose handler runs now. */
    @AnyThread
    long running() {
        return running.values().stream().filter(Task::isMessage).count();
    }

    /** The tasks that ran past their deadline. */
    @AnyThread
    long overdue() {
        return overdue.sum();
    }

    @Override
    public int doWork() {
        long now = runtime.nanoTime();
        if (now - lookAt >= 0) {
            lookAt = now + pauseNanos;
            running.values().forEach(task -> look(task, now));
        }
        return 0;
    }

    private void look(Task task, long now) {
        if (task.isNewlyLate(now)) {
            overdue.increment();
            long ms = TimeUnit.NANOSECONDS.toMillis(task.runningFor(now));
            long deadlineMs = TimeUnit.NANOSECONDS.toMillis(task.deadlineNanos());
            if (complaints.isDue(now)) {
                LOG.warn(
                        "hub {}: {} has run for {} ms on {} (deadline {} ms)",
                        name,
                        task,
                        ms,
                        task.thread(),
                        deadlineMs);
            } else {
                LOG.debug(
                        "hub {}: {} has run for {} ms on {} (deadline {} ms)",
                        name,
                        task,
                        ms,
                        task.thread(),
                        deadlineMs);
            }
        }
    }

    @Override
    public boolean hasWork() {
        return false; // it looks when its time comes, and for no other reason
    }

    @Override
    public long nanosUntilDue() {
        return Math.max(0, lookAt - runtime.nanoTime());
    }
}
