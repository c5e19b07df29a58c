package io.shardhub.core.internal.inbound;

import io.shardhub.Priority;
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

    /** Something to run in the client's order. */
    interface Task extends Runnable {
        Priority priority();
    }

    private final WorkerPool pool;
    private final int maxWaiting;

    private @Nullable ArrayDeque<Task> waiting;
    private boolean running = true; // on a worker, in a lane of the pool, or inline; until the client has arrived: held
    private boolean over; // the last task is in

    Inbox(WorkerPool pool, int maxWaiting) {
        this.pool = pool;
        this.maxWaiting = maxWaiting;
    }

    /** Adds a message's task; false when too many wait. After the last task, nothing is run any more. */
    @AnyThread
    boolean offer(Task task) {
        return add(task, maxWaiting, false);
    }

    /** Adds the last task, the departure of the client, however many wait. */
    @AnyThread
    void offerLast(Task task) {
        add(task, Integer.MAX_VALUE, true);
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

    private boolean add(Task task, int limit, boolean last) {
        synchronized (this) {
            if (over) {
                return true;
            }
            over = last;
            ArrayDeque<Task> queue = queue();
            if (queue.size() >= limit) {
                return false;
            }
            queue.add(task);
            if (running) {
                return true;
            }
            running = true;
        }
        pool.submit(this, task.priority());
        return true;
    }

    private ArrayDeque<Task> queue() {
        ArrayDeque<Task> queue = waiting;
        if (queue == null) {
            queue = new ArrayDeque<>(4);
            waiting = queue;
        }
        return queue;
    }

    /** Runs a task at once on this thread if nothing is before it; false if something is. */
    boolean runInline(Task task) {
        synchronized (this) {
            if (over) {
                return true;
            }
            if (running) {
                return false;
            }
            running = true;
        }
        try {
            task.run();
        } finally {
            next();
        }
        return true;
    }

    /** Worker: runs the oldest task. */
    void runNext() {
        Task task;
        synchronized (this) {
            task = waiting == null ? null : waiting.poll();
        }
        try {
            if (task != null) {
                task.run();
            }
        } finally {
            next();
        }
    }

    private void next() {
        Priority priority;
        synchronized (this) {
            Task head = waiting == null ? null : waiting.peek();
            if (head == null) {
                waiting = null;
                running = false;
                return;
            }
            priority = head.priority();
        }
        pool.submit(this, priority);
    }
}
