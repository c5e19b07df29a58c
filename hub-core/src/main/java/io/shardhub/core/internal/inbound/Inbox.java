package io.shardhub.core.internal.inbound;

import io.shardhub.Execution;
import io.shardhub.annotation.AnyThread;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What one client has waiting to be handled, in arrival order, one at a time.
 *
 * <p>The lock guards a few lines and is nearly always free: one thread reads a connection, one worker runs its inbox. An idle
 * client's inbox holds no queue.
 */
final class Inbox {

    /** What became of a task that was handed in. */
    enum Entry {
        /** It waits, runs, or has run at once. */
        TAKEN,
        /** Too many of this client wait. */
        FULL,
        /** Too many of all clients wait. */
        HUB_FULL,
        /** The last task is in, nothing is run after it. */
        OVER
    }

    private final WorkerPool pool;
    private final int maxWaiting;

    private @Nullable ArrayDeque<Task> waiting;
    private boolean running = true; // on a thread, or waiting for one; until the client has arrived: held
    private boolean over; // the last task is in

    Inbox(WorkerPool pool, int maxWaiting) {
        this.pool = pool;
        this.maxWaiting = maxWaiting;
    }

    /** Adds a message's task, or runs it at once if it is quick and nothing is before it. */
    @AnyThread
    Entry offer(Task task) {
        boolean atOnce;
        synchronized (this) {
            if (over) {
                return Entry.OVER;
            }
            atOnce = !running && task.execution() == Execution.INLINE;
            Entry entry = atOnce ? Entry.TAKEN : add(task);
            if (running || entry != Entry.TAKEN) {
                return entry;
            }
            running = true;
            if (atOnce) {
                pool.leaves(); // before the last task can come, so that the workers wait for it
            }
        }
        if (atOnce) {
            runAtOnce(task);
        } else {
            pool.submit(this, task);
        }
        return Entry.TAKEN;
    }

    private Entry add(Task task) {
        ArrayDeque<Task> queue = queue();
        if (queue.size() >= maxWaiting) {
            return Entry.FULL;
        }
        if (!pool.bound().enter(task)) {
            return Entry.HUB_FULL;
        }
        queue.add(task);
        return Entry.TAKEN;
    }

    private void runAtOnce(Task task) {
        try {
            run(task);
        } finally {
            next();
            pool.returns();
        }
    }

    /** Adds the last task, the departure of the client, however many wait. */
    @AnyThread
    void offerLast(Task task) {
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
            queue().add(task);
            if (running) {
                return;
            }
            running = true;
        }
        pool.submit(this, task);
    }

    /** The client has arrived: runs that task first, and then what may wait already. */
    @AnyThread
    void open(@Nullable Task first) {
        if (first != null) {
            synchronized (this) {
                queue().addFirst(first);
            }
        }
        next();
    }

    /** Nothing is run any more: what waits is dropped. */
    @AnyThread
    void discard(Fault cause) {
        ArrayDeque<Task> dropped;
        synchronized (this) {
            over = true;
            dropped = waiting;
            waiting = null;
        }
        if (dropped != null) {
            for (Task task : dropped) {
                pool.bound().leave(task);
                task.drop(cause);
            }
        }
    }

    private ArrayDeque<Task> queue() {
        ArrayDeque<Task> queue = waiting;
        if (queue == null) {
            queue = new ArrayDeque<>(4);
            waiting = queue;
        }
        return queue;
    }

    /** The thread whose turn it is: runs the oldest task. */
    void runNext() {
        Task task;
        synchronized (this) {
            task = waiting == null ? null : waiting.poll();
        }
        try {
            if (task != null) {
                pool.bound().leave(task);
                run(task);
            }
        } finally {
            next();
        }
    }

    private void run(Task task) {
        pool.watch().begin(this, task);
        try {
            task.run();
        } finally {
            pool.watch().end(this, task);
        }
    }

    private void next() {
        Task head;
        synchronized (this) {
            head = waiting == null ? null : waiting.peek();
            if (head == null) {
                waiting = null;
                running = false;
                return;
            }
        }
        pool.submit(this, head);
    }
}
