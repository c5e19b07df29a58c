package io.shardhub.redis.internal.link;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Pauses between attempts: longer with each, up to a bound, and never the same on two nodes. One thread. */
public final class Backoff {

    private static final long LEAST_MILLIS = 50;
    private static final long MOST_MILLIS = 1_000;

    private final CountDownLatch closed;
    private long millis = LEAST_MILLIS;

    /** Ends every pause when {@code closed} is open. */
    public Backoff(CountDownLatch closed) {
        this.closed = closed;
    }

    /** The next pause is short again. */
    public void reset() {
        millis = LEAST_MILLIS;
    }

    /**
     * Waits.
     *
     * @return false if it is time to end
     */
    public boolean pause() {
        long pause = ThreadLocalRandom.current().nextLong(millis / 2, millis + 1);
        millis = Math.min(MOST_MILLIS, millis * 2);
        try {
            return !closed.await(pause, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
