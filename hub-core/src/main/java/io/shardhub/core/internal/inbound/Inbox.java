package io.shardhub.core.internal.inbound;

import io.shardhub.Execution;
import io.shardhub.annotation.AnyThread;
import io.shardhub.core.runtime.Loop;
import io.shardhub.core.runtime.StandIn;
import io.shardhub.options.CreditOptions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * What one client has waiting to be handled, in arrival order, one at a time.
 *
 * <p>The lock guards a few lines and is nearly always free: one thread reads a connection, one worker runs its inbox. What
 * waits is linked, so that an idle client's inbox holds no queue.
 */
final class Inbox {

    /** What became of a task that was handed in. */
    enum Entry {
        /** It waits, runs, or has run at once. */
        TAKEN,
        /** The client's credit is spent. */
        FULL,
        /** Too much of all clients waits. */
        HUB_FULL,
        /** The last task is in, or no handler begins any more. */
        OVER
    }

    /** Someone who waits until a task has room. */
    private record Wish(Task task, CompletableFuture<Void> room) {}

    private final WorkerPool pool;
    private final CreditOptions credit;
    private final StandIn standIn = new StandIn();

    private @Nullable Task first; // of those that wait, linked by Task.next
    private @Nullable Task last; // if there is a first
    private int waiting;
    private int waitingBytes;
    private @Nullable Wish wish; // one at most: one thread reads a connection
    private boolean running = true; // on a thread, or waiting for one; until the client has arrived: held
    private boolean over; // the last task is in

    Inbox(WorkerPool pool, CreditOptions credit) {
        this.pool = pool;
        this.credit = credit;
    }

    /**
     * Adds a message's task, or runs it at once if it is quick and nothing is before it.
     *
     * @param now when the message came
     */
    @AnyThread
    Entry offer(Task task, long now) {
        boolean atOnce;
        synchronized (this) {
            if (over) {
                return Entry.OVER;
            }
            atOnce = !running && task.execution() == Execution.INLINE;
            if (atOnce && !pool.leaves()) { // before the last task can come, so that the workers wait for it
                return Entry.OVER;
            }
            Entry entry = atOnce ? Entry.TAKEN : add(task);
            if (running || entry != Entry.TAKEN) {
                return entry;
            }
            running = true;
        }
        if (atOnce) {
            runAtOnce(task);
        } else {
            pool.submit(this, task, now);
        }
        return Entry.TAKEN;
    }

    private Entry add(Task task) {
        if (waiting >= credit.messages() || waitingBytes + task.bytes() > credit.bytes()) {
            return Entry.FULL;
        }
        if (!pool.bound().enter(task)) {
            return Entry.HUB_FULL;
        }
        append(task);
        return Entry.TAKEN;
    }

    /**
     * Completes when a task that was refused as {@link Entry#FULL} has room, and half of the credit is free, so that its reader
     * does not go to sleep again at once; or when nothing is taken any more.
     */
    @AnyThread
    Future<Void> room(Task task) {
        CompletableFuture<Void> room = new CompletableFuture<>();
        Wish granted;
        synchronized (this) {
            wish = new Wish(task, room);
            granted = grant();
        }
        tell(granted);
        return room;
    }

    /** Takes the wish that can be granted now; the caller tells it, without the lock. */
    private @Nullable Wish grant() {
        Wish wished = wish;
        if (wished == null || !(over || hasRoom(wished.task))) {
            return null;
        }
        wish = null;
        return wished;
    }

    private boolean hasRoom(Task task) {
        return waiting <= credit.messages() / 2
                && waitingBytes <= credit.bytes() / 2
                && waitingBytes + task.bytes() <= credit.bytes();
    }

    private static void tell(@Nullable Wish granted) {
        if (granted != null) {
            granted.room.complete(null);
        }
    }

    private void append(Task task) {
        Task before = last;
        if (first == null || before == null) {
            first = task;
        } else {
            before.next = task;
        }
        last = task;
        waiting++;
        waitingBytes += task.bytes();
    }

    private @Nullable Task poll() {
        Task task = first;
        if (task != null) {
            first = task.next;
            task.next = null;
            waiting--;
            waitingBytes -= task.bytes();
            if (first == null) {
                last = null;
            }
        }
        return task;
    }

    /** Who delivers to the client what the handlers send to it that run at once. */
    StandIn standIn() {
        return standIn;
    }

    private void runAtOnce(Task task) {
        HandlerWatch.Seat seat = pool.watch().takeSeat();
        standIn.begin();
        try {
            run(task, seat);
        } finally {
            Loop owed = standIn.end(); // before another thread may run the next one
            try {
                next(seat.now());
                seat.leave();
                pool.returns();
            } finally {
                if (owed != null) {
                    owed.runReserved();
                }
            }
        }
    }

    /** Adds the last task, the departure of the client, however many wait. */
    @AnyThread
    void offerLast(Task task) {
        Wish granted;
        boolean idle;
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
            granted = grant();
            append(task);
            idle = !running;
            running = true;
        }
        tell(granted);
        if (idle) {
            pool.submit(this, task, pool.nanoTime());
        }
    }

    /** The client has arrived: runs that task first, and then what may wait already. */
    @AnyThread
    void open(@Nullable Task arrival) {
        if (arrival != null) {
            synchronized (this) {
                arrival.next = first;
                last = first == null ? arrival : last;
                first = arrival;
                waiting++;
            }
        }
        next(pool.nanoTime());
    }

    /** Nothing is run any more: what waits is dropped. */
    @AnyThread
    void discard(Fault cause) {
        Task dropped;
        Wish granted;
        synchronized (this) {
            over = true;
            granted = grant();
            dropped = first;
            first = null;
            last = null;
            waiting = 0;
            waitingBytes = 0;
        }
        tell(granted);
        while (dropped != null) {
            pool.bound().leave(dropped);
            dropped.drop(cause);
            dropped = dropped.next;
        }
    }

    /** The thread whose turn it is: runs the oldest task. */
    void runNext(HandlerWatch.Seat seat) {
        Task task;
        Wish granted;
        synchronized (this) {
            task = poll();
            granted = grant();
        }
        tell(granted);
        try {
            if (task != null) {
                pool.bound().leave(task);
                runInTime(task, seat);
            }
        } finally {
            next(seat.now());
        }
    }

    private void runInTime(Task task, HandlerWatch.Seat seat) {
        if (task.isMessage() && pool.isSealed()) {
            task.drop(Fault.GIVEN_UP);
        } else {
            run(task, seat);
        }
    }

    private static void run(Task task, HandlerWatch.Seat seat) {
        seat.begin(task);
        try {
            task.run();
        } finally {
            seat.end(task);
        }
    }

    private void next(long now) {
        Task head;
        synchronized (this) {
            head = first;
            if (head == null) {
                running = false;
                return;
            }
        }
        pool.submit(this, head, now);
    }
}
