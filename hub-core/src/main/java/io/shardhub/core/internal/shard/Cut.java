package io.shardhub.core.internal.shard;

import io.shardhub.annotation.AnyThread;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets a client change its shard at one instant for everybody: whoever hands one message to several shards does so between
 * {@link #enter} and {@link #leave}; whoever moves a client does so while the cut is closed, when nobody is in between. So
 * every such message lies before the move in all shards, or behind it in all.
 *
 * <p>To enter costs two uncontended atomic additions: threads are spread over counters that share no cache line. A cut is
 * closed for an instant and only if those inside leave at once; who wants to enter meanwhile spins.
 *
 * <p>Whoever posts to one shard only need not enter: it {@linkplain #look looks} before it reads where to, and again when
 * its place there is taken. If no cut has been closed between, the place lies before every later cut.
 */
@AnyThread
public final class Cut {

    /** Counters, a power of two: more than threads that post at the same time on most machines. */
    private static final int STRIPES = 32;

    /** Counters per cache line, and the next one, which processors like to fetch along. */
    private static final int SPACING = 32;

    /** How often who closes looks whether those inside have left. */
    private static final int PATIENCE = 1_000;

    private static final long PAUSE_NANOS = 20_000;

    /** How often who wants to enter looks before it gives its processor away. */
    private static final int SPINS = 200;

    private final AtomicIntegerArray inside = new AtomicIntegerArray((STRIPES + 1) * SPACING);
    private final AtomicLong changes = new AtomicLong(); // odd while it is closed

    /** An open cut. */
    public Cut() {}

    /**
     * Enters; must be followed by {@link #leave} on every path. Not reentrant; nothing that blocks may happen inside.
     *
     * @return what {@link #leave} wants to know
     */
    int enter() {
        int stripe = (Thread.currentThread().hashCode() & (STRIPES - 1)) * SPACING + SPACING;
        while (true) {
            inside.getAndIncrement(stripe);
            if (!isClosed(changes.get())) {
                return stripe;
            }
            inside.getAndDecrement(stripe);
            awaitOpen();
        }
    }

    private void awaitOpen() {
        for (int i = 0; isClosed(changes.get()); i++) {
            if (i < SPINS) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(PAUSE_NANOS); // whoever closed it has lost its processor
            }
        }
    }

    /** Leaves. */
    void leave(int stripe) {
        inside.getAndDecrement(stripe);
    }

    /**
     * Closes the cut; {@link #open} must follow on every path, soon.
     *
     * @return false if somebody else has closed it, or if somebody inside takes too long; it is then open, or will be
     */
    boolean tryClose() {
        long open = changes.get();
        if (isClosed(open) || !changes.compareAndSet(open, open + 1)) {
            return false;
        }
        for (int i = 0; i < PATIENCE; i++) {
            if (isEmpty()) {
                return true;
            }
            Thread.onSpinWait();
        }
        open();
        return false;
    }

    /** Opens the cut again. */
    void open() {
        changes.getAndIncrement();
    }

    /** What {@link #isSame} wants to know later. */
    long look() {
        return changes.get();
    }

    /** Whether it was open at that look, and nobody has closed it since. */
    boolean isSame(long look) {
        return !isClosed(look) && changes.get() == look;
    }

    private static boolean isClosed(long changes) {
        return (changes & 1) == 1;
    }

    private boolean isEmpty() {
        for (int stripe = SPACING; stripe < inside.length(); stripe += SPACING) {
            if (inside.get(stripe) != 0) {
                return false;
            }
        }
        return true;
    }
}
