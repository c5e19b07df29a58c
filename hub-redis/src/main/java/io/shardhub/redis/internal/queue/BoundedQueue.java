package io.shardhub.redis.internal.queue;

import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Waits between many threads and one, bounded in items and in bytes. What is urgent overtakes what is not and has a small bound
 * of its own.
 *
 * <p><b>Threading:</b> any thread; {@link #await} and {@link #take} one thread.
 */
public final class BoundedQueue<T extends BoundedQueue.Item> {

    /** Something that takes room. */
    public interface Item {

        /** About how much memory it holds. */
        int bytes();
    }

    private static final int URGENT = 4_096;

    private final int maxItems;
    private final long maxBytes;

    private final ArrayDeque<T> items = new ArrayDeque<>(); // this and all below: under the monitor of the queue
    private final ArrayDeque<T> urgent = new ArrayDeque<>();
    private long bytes;
    private int waiting; // for room
    private boolean woken; // who takes need not wait
    private boolean closed;

    /** An empty queue; one item always has room in an empty queue, however large it is. */
    public BoundedQueue(int maxItems, long maxBytes) {
        this.maxItems = maxItems;
        this.maxBytes = maxBytes;
    }

    /** Adds an item if there is room. */
    public synchronized boolean offer(T item) {
        if (closed || !hasRoom(item)) {
            return false;
        }
        add(item);
        return true;
    }

    /** Adds an item as soon as there is room; false if the queue is closed instead. */
    public synchronized boolean put(T item) throws InterruptedException {
        waiting++;
        try {
            while (!closed && !hasRoom(item)) {
                wait();
            }
        } finally {
            waiting--;
        }
        if (!closed) {
            add(item);
        }
        return !closed;
    }

    /** Adds an item that overtakes the others, unless very many such wait already. */
    public synchronized boolean offerUrgent(T item) {
        if (closed || urgent.size() >= URGENT) {
            return false;
        }
        urgent.add(item);
        notifyAll();
        return true;
    }

    /** Waits until there is something to be taken, or somebody says {@link #wakeUp} or closes the queue. */
    public synchronized void await(long waitNanos) throws InterruptedException {
        long deadline = System.nanoTime() + waitNanos;
        long left = waitNanos;
        while (items.isEmpty() && urgent.isEmpty() && !closed && !woken && left > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
            left = deadline - System.nanoTime();
        }
        woken = false;
    }

    /** Ends the {@link #await} of who takes; if nobody waits, the next one. */
    public synchronized void wakeUp() {
        woken = true;
        notifyAll();
    }

    /**
     * Moves up to {@code most} items of together about {@code mostBytes} into a list, if there are any.
     *
     * @return false if the queue is closed and empty
     */
    public synchronized boolean take(List<? super T> into, int most, long mostBytes) {
        boolean any = !items.isEmpty() || !urgent.isEmpty();
        long taken = 0;
        for (int i = 0; i < most && taken < mostBytes && !urgent.isEmpty(); i++) {
            T item = urgent.remove();
            taken += item.bytes();
            into.add(item);
        }
        while (into.size() < most && taken < mostBytes && !items.isEmpty()) {
            T item = items.remove();
            taken += item.bytes();
            bytes -= item.bytes();
            into.add(item);
        }
        if (waiting > 0) {
            notifyAll();
        }
        return any || !closed;
    }

    /** Whether somebody waits for room. */
    public synchronized boolean isFull() {
        return waiting > 0;
    }

    /** Whether it takes items and has none. */
    public synchronized boolean isIdle() {
        return !closed && items.isEmpty() && urgent.isEmpty();
    }

    /** How many urgent items wait. */
    public synchronized int urgent() {
        return urgent.size();
    }

    /** Takes nothing more; what waits can still be taken. */
    public synchronized void close() {
        closed = true;
        notifyAll();
    }

    private boolean hasRoom(T item) {
        return items.isEmpty() || (items.size() < maxItems && bytes + item.bytes() <= maxBytes);
    }

    private void add(T item) {
        items.add(item);
        bytes += item.bytes();
        if (items.size() == 1) {
            notifyAll();
        }
    }
}
