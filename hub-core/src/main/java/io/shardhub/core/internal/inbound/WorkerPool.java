package io.shardhub.core.internal.inbound;

import io.shardhub.Priority;
import io.shardhub.annotation.AnyThread;
import io.shardhub.core.runtime.DutyCycle;
import io.shardhub.core.runtime.HubRuntime;
import io.shardhub.core.runtime.Loop;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Runs inboxes on a fixed number of workers, the most urgent first. Each inbox waits here at most once, so the clients are
 * the bound. Every so often a worker begins with the least urgent, so that nothing starves.
 */
public final class WorkerPool {

    /** One take in this many begins at the lowest priority. */
    private static final int LOWEST_FIRST_EVERY = 16;

    private final HubRuntime runtime;
    private final String name;
    private final int threads;
    private final List<Queue<Inbox>> lanes = new ArrayList<>(); // by priority; many posters, many takers
    private volatile List<Loop> workers = List.of();
    private volatile boolean draining;

    /** A pool that does not run yet. */
    public WorkerPool(HubRuntime runtime, String name, int threads) {
        this.runtime = runtime;
        this.name = name;
        this.threads = threads;
        for (int i = 0; i < Priority.COUNT; i++) {
            lanes.add(new ConcurrentLinkedQueue<>());
        }
    }

    /** Starts the workers. */
    public void start() {
        List<Loop> started = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Worker worker = new Worker();
            Loop loop = runtime.start("hub-" + name + "-worker-" + i, worker);
            worker.self = loop;
            started.add(loop);
        }
        workers = List.copyOf(started);
        started.forEach(Loop::wakeUp); // what was submitted before they were known here
    }

    /** Hands in an inbox that has something to do. */
    @AnyThread
    void submit(Inbox inbox, Priority priority) {
        lanes.get(priority.ordinal()).add(inbox);
        for (Loop worker : workers) {
            if (worker.wakeUp()) {
                return;
            }
        }
    }

    /**
     * Lets the workers finish what waits, then ends them; what still waits after {@code drainNanos} is given up.
     *
     * @return whether all workers have ended, {@code endNanos} after that at the latest
     */
    public boolean drainAndStop(long drainNanos, long endNanos) {
        draining = true;
        for (Loop worker : workers) {
            worker.wakeUp();
        }
        boolean ended = awaitEnd(drainNanos);
        workers.forEach(Loop::stop);
        return ended || awaitEnd(endNanos);
    }

    private boolean awaitEnd(long nanos) {
        long deadline = runtime.nanoTime() + nanos;
        boolean ended = true;
        for (Loop worker : workers) {
            ended &= worker.awaitEnd(Math.max(0, deadline - runtime.nanoTime()));
        }
        return ended;
    }

    private boolean isEmpty() {
        for (int i = 0; i < Priority.COUNT; i++) {
            if (!lanes.get(i).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    private final class Worker implements DutyCycle {

        private volatile @Nullable Loop self;
        private int takes;

        @Override
        public int doWork() {
            Inbox inbox = take();
            if (inbox != null) {
                inbox.runNext();
                return 1;
            }
            Loop loop = self;
            if (draining && loop != null) {
                loop.stop(); // what others still run, they finish themselves
            }
            return 0;
        }

        private @Nullable Inbox take() {
            boolean lowestFirst = ++takes % LOWEST_FIRST_EVERY == 0;
            for (int i = 0; i < Priority.COUNT; i++) {
                Inbox inbox =
                        lanes.get(lowestFirst ? i : Priority.COUNT - 1 - i).poll();
                if (inbox != null) {
                    return inbox;
                }
            }
            return null;
        }

        @Override
        public boolean hasWork() {
            return draining || !isEmpty();
        }

        @Override
        public long nanosUntilDue() {
            return NEVER;
        }
    }
}
