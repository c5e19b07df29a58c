package io.shardhub.core.internal.inbound;

import io.shardhub.annotation.AnyThread;
import io.shardhub.core.runtime.DutyCycle;
import io.shardhub.core.runtime.HubRuntime;
import io.shardhub.log.Complaints;
import io.shardhub.log.Keys;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
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
    private final Set<Seat> seats = ConcurrentHashMap.newKeySet();
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

    /** A seat for the calling thread, which is to {@linkplain Seat#leave leave} it. */
    @AnyThread
    Seat takeSeat() {
        return takeSeat(runtime.threadName());
    }

    /** A seat for the thread of that name. */
    @AnyThread
    Seat takeSeat(String thread) {
        Seat seat = new Seat(thread);
        seats.add(seat);
        return seat;
    }

    /** The messages whose handler runs now. */
    @AnyThread
    long running() {
        return seats.stream()
                .map(Seat::running)
                .filter(task -> task != null && task.isMessage())
                .count();
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
            seats.forEach(seat -> look(seat, now));
        }
        return 0;
    }

    private void look(Seat seat, long now) {
        Task task = seat.running();
        if (task != null && task.isNewlyLate(now)) {
            overdue.increment();
            long ms = TimeUnit.NANOSECONDS.toMillis(task.runningFor(now));
            long deadlineMs = TimeUnit.NANOSECONDS.toMillis(task.deadlineNanos());
            if (complaints.isDue(now)) {
                Keys.line(LOG.atWarn(), "handler_overdue", name)
                        .addKeyValue(Keys.SUPPRESSED, complaints.takeSuppressed())
                        .log(
                                "hub {}: {} has run for {} ms on {} (deadline {} ms)",
                                name,
                                task,
                                ms,
                                seat.thread,
                                deadlineMs);
            } else {
                LOG.debug(
                        "hub {}: {} has run for {} ms on {} (deadline {} ms)", name, task, ms, seat.thread, deadlineMs);
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

    /**
     * Where one thread runs one task after another. All but what it runs is that thread's.
     *
     * <p>To read the clock costs more than all the rest, so a task begins when the one before it has ended, unless the thread {@linkplain
     * #rest rested} in between.
     */
    final class Seat {

        private static final VarHandle RUNNING;

        static {
            try {
                RUNNING = MethodHandles.lookup().findVarHandle(Seat.class, "running", Task.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private final String thread;
        private volatile @Nullable Task running;
        private long now;
        private boolean rested = true;

        private Seat(String thread) {
            this.thread = thread;
        }

        /** The time, as of the end of the last task. */
        long now() {
            if (rested) {
                now = runtime.nanoTime();
                rested = false;
            }
            return now;
        }

        /** The task is about to run; {@link #end} must follow on every path. */
        void begin(Task task) {
            task.begin(now());
            RUNNING.setRelease(this, task); // the watch looks later, so nothing need wait for it to be seen
        }

        /** The task has ended. */
        void end(Task task) {
            RUNNING.setRelease(this, null);
            now = runtime.nanoTime();
            task.ran(task.runningFor(now));
            if (task.isNewlyLate(now)) {
                overdue.increment();
            }
        }

        /** The thread found nothing to do: time passes. */
        void rest() {
            rested = true;
        }

        /** The thread runs no more tasks here. */
        void leave() {
            seats.remove(this);
        }

        private @Nullable Task running() {
            return running;
        }

        @Override
        public int hashCode() {
            return thread.hashCode(); // known already, whereas one of its own would have to be made
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return this == other;
        }
    }
}
