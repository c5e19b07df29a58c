package io.shardhub.core.internal.inbound;

import io.shardhub.Execution;
import io.shardhub.HandlerOptions;
import io.shardhub.annotation.AnyThread;
import io.shardhub.core.runtime.DutyCycle;
import io.shardhub.core.runtime.HubRuntime;
import io.shardhub.core.runtime.Loop;
import io.shardhub.log.NodeLog;
import io.shardhub.options.InboundOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Runs inboxes: on a fixed number of workers, and, where the next task wishes so, on virtual threads. Both take the most
 * urgent first and let nothing starve, as {@link Lanes} says.
 */
public final class WorkerPool {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerPool.class);

    private static final int SEALED = Integer.MIN_VALUE;

    private final HubRuntime runtime;
    private final String name;
    private final int threads;
    private final Lanes lanes;
    private final Lanes virtualLanes;
    private final @Nullable VirtualCrew crew;
    private final QueueBound bound;
    private final HandlerWatch watch;
    private final NodeLog failures;

    /* Inboxes that run, or wait to, elsewhere than on workers, and one bit: sealed, as the handlers' time is over. In one word, so
     * that whoever leaves is waited for or is too late, and never neither. */
    private final AtomicInteger away = new AtomicInteger();

    private volatile List<Loop> workers = List.of();
    private volatile @Nullable Loop watchman;
    private final AtomicInteger unfinished; // workers that may find something left when everything is to be finished
    private final CompletableFuture<Void> finished = new CompletableFuture<>();
    private volatile Phase phase = Phase.OPEN;

    private enum Phase {
        OPEN,
        /** What waits and runs comes to its end; a worker that finds nothing left takes nothing more until the next phase. */
        FINISHING,
        /** Departures are told of while clients are closed. */
        TELLING,
        /** A worker that finds nothing left ends. */
        ENDING,
        /** Who submits gives up himself. */
        ENDED
    }

    /** A pool that does not run yet. */
    public WorkerPool(HubRuntime runtime, String name, InboundOptions options) {
        this.runtime = runtime;
        this.name = name;
        this.threads = options.workers();
        this.unfinished = new AtomicInteger(threads);
        this.lanes = new Lanes(runtime, options.agedAfter().toNanos());
        this.virtualLanes = new Lanes(runtime, options.agedAfter().toNanos());
        this.bound = new QueueBound(options.credit());
        this.watch = new HandlerWatch(runtime, name);
        this.failures = new NodeLog(LOG, name, runtime::nanoTime);
        Executor virtual = runtime.virtualThreads("hub-" + name + "-virtual");
        this.crew = virtual == null
                ? null
                : new VirtualCrew(virtual, options.maxVirtual(), virtualLanes, this::runElsewhere, failures);
    }

    /** Refuses a handler that cannot run here. */
    void check(HandlerOptions options) {
        if (options.execution() == Execution.VIRTUAL && crew == null) {
            throw new IllegalArgumentException(
                    "execution: VIRTUAL (expected: POOL or INLINE; virtual threads need JDK 21 or newer)");
        }
    }

    /** What bounds the messages that wait. */
    QueueBound bound() {
        return bound;
    }

    /** What knows the tasks that run. */
    HandlerWatch watch() {
        return watch;
    }

    long nanoTime() {
        return runtime.nanoTime();
    }

    /** How long the inbox has waited that waits longest for a thread; 0 if none waits. */
    long oldestNanos() {
        long now = runtime.nanoTime();
        return Math.max(lanes.oldestNanos(now), virtualLanes.oldestNanos(now));
    }

    /** Starts the workers. */
    public void start() {
        watchman = runtime.start("hub-" + name + "-watch", watch);
        List<Loop> started = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            String role = "hub-" + name + "-worker-" + i;
            Worker worker = new Worker(watch.takeSeat(role));
            Loop loop = runtime.start(role, worker);
            worker.self = loop;
            started.add(loop);
        }
        workers = List.copyOf(started);
        wakeAll(); // for what was submitted before they were known here
    }

    /** Hands in an inbox whose next task is that one, and which waits since then. */
    @AnyThread
    void submit(Inbox inbox, Task next, long since) {
        if (next.execution() == Execution.VIRTUAL && crew != null && leaves()) {
            virtualLanes.add(inbox, next.priority(), since);
            crew.wakeUp();
        } else {
            lanes.add(inbox, next.priority(), since);
            if (phase == Phase.FINISHING) {
                wakeAll(); // the first one may have finished
            } else {
                wakeOne();
            }
        }
        if (phase == Phase.ENDED) {
            giveUp();
        }
    }

    /**
     * An inbox is to be run elsewhere than on a worker: they do not end before it has come back.
     *
     * @return false if it must not, as the handlers' time is over
     */
    @AnyThread
    boolean leaves() {
        boolean inTime = away.getAndIncrement() >= 0;
        if (!inTime) {
            returns();
        }
        return inTime;
    }

    /** An inbox has been run elsewhere, and what it has left to do was submitted. */
    @AnyThread
    void returns() {
        if (left(away.decrementAndGet()) == 0 && !isOpen()) {
            sealIfFinished();
            wakeAll();
        }
    }

    private static int left(int away) {
        return away & ~SEALED;
    }

    private void sealIfFinished() {
        if (unfinished.get() == 0 && away.compareAndSet(0, SEALED)) {
            finished.complete(null);
        }
    }

    /** Whether the handlers' time is over: a message whose handler has not begun is not handled any more. */
    boolean isSealed() {
        return away.get() < 0;
    }

    private void runElsewhere(Inbox inbox) {
        HandlerWatch.Seat seat = watch.takeSeat();
        try {
            inbox.runNext(seat);
        } catch (Throwable e) {
            failures.line(Level.ERROR, "task_failed")
                    .setCause(e)
                    .log("hub {}: a task failed on {}", name, runtime.threadName());
        }
        seat.leave();
        returns();
    }

    private void wakeOne() {
        for (Loop worker : workers) {
            if (worker.wakeUp()) {
                return;
            }
        }
    }

    private void wakeAll() {
        workers.forEach(Loop::wakeUp);
    }

    /**
     * Takes no more messages, and waits for at most {@code nanos} until those that wait and run have come to their end, wherever
     * they run. No handler begins afterwards: what still waits, or comes in at this moment, is dropped, and counted as {@code given_up}.
     * Workers stay, for events.
     */
    public void finish(long nanos) {
        phase = Phase.FINISHING;
        wakeAll();
        runtime.await(finished, nanos);
        away.getAndUpdate(count -> count | SEALED);
        phase = Phase.TELLING;
        wakeAll();
    }

    /**
     * Lets what waits and runs come to its end, wherever it runs, then ends the workers. What still waits after {@code
     * drainNanos} is dropped, and counted as {@code given_up}.
     *
     * @return whether everything has ended, {@code endNanos} after that at the latest
     */
    public boolean drainAndStop(long drainNanos, long endNanos) {
        phase = Phase.ENDING;
        wakeAll();
        awaitEnd(drainNanos);
        workers.forEach(Loop::stop);
        phase = Phase.ENDED;
        giveUp();
        boolean allEnded = awaitEnd(endNanos) && left(away.get()) == 0;
        Loop watching = watchman;
        if (watching != null) {
            watching.stop();
            allEnded &= watching.awaitEnd(endNanos);
        }
        return allEnded;
    }

    /** Whether it takes messages. */
    boolean isOpen() {
        return phase == Phase.OPEN;
    }

    private boolean awaitEnd(long nanos) {
        long deadline = runtime.nanoTime() + nanos;
        boolean allEnded = true;
        for (Loop worker : workers) {
            allEnded &= worker.awaitEnd(Math.max(0, deadline - runtime.nanoTime()));
        }
        return allEnded;
    }

    private void giveUp() {
        Lanes.Taker taker = lanes.new Taker();
        for (Inbox inbox = taker.take(); inbox != null; inbox = taker.take()) {
            inbox.discard(Fault.GIVEN_UP);
        }
        Lanes.Taker virtualTaker = virtualLanes.new Taker();
        for (Inbox inbox = virtualTaker.take(); inbox != null; inbox = virtualTaker.take()) {
            inbox.discard(Fault.GIVEN_UP);
            returns();
        }
    }

    /* Whoever is away submits what is left before it is back, so this order of looking misses nothing; what another worker
     * submits it also runs. */
    private boolean isDrained(Phase seen) {
        return (seen == Phase.FINISHING || seen == Phase.ENDING) && left(away.get()) == 0 && lanes.isEmpty();
    }

    private final class Worker implements DutyCycle {

        private final Lanes.Taker taker = lanes.new Taker();
        private final HandlerWatch.Seat seat;
        private volatile @Nullable Loop self;
        private boolean hasFinished;

        private Worker(HandlerWatch.Seat seat) {
            this.seat = seat;
        }

        @Override
        public int doWork() {
            Phase seen = phase; // once: whoever finds nothing left while others finish must not end in the next phase
            Inbox inbox = isResting(seen) ? null : taker.take();
            if (inbox != null) {
                inbox.runNext(seat);
                return 1;
            }
            seat.rest();
            if (!isResting(seen) && isDrained(seen)) {
                end(seen);
            }
            return 0;
        }

        private boolean isResting(Phase seen) {
            return hasFinished && seen == Phase.FINISHING;
        }

        private void end(Phase seen) {
            Loop loop = self;
            if (seen == Phase.FINISHING) {
                hasFinished = true;
                unfinished.decrementAndGet();
                sealIfFinished();
            } else if (loop != null) {
                loop.stop();
            }
        }

        @Override
        public boolean hasWork() {
            Phase seen = phase;
            return !isResting(seen) && (!lanes.isEmpty() || isDrained(seen));
        }

        @Override
        public long nanosUntilDue() {
            return NEVER;
        }
    }
}
