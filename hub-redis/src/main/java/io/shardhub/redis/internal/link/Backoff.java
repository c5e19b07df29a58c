package io.shardhub.redis.internal.link;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongBinaryOperator;

/** Pauses between attempts: longer with each, up to a bound, and never the same on two nodes. One thread. */
public final class Backoff {

    private static final long LEAST_MILLIS = 50;
    private static final long MOST_MILLIS = 1_000;

    private final CountDownLatch closed;
    private final LongBinaryOperator random;
    private long millis = LEAST_MILLIS;

    /** Ends every pause when {@code closed} is open. */
    public Backoff(CountDownLatch closed) {
        this(closed, (least, most) -> ThreadLocalRandom.current().nextLong(least, most + 1));
    }

    /** With numbers between two, both included. */
    Backoff(CountDownLatch closed, LongBinaryOperator random) {
        this.closed = closed;
        this.random = random;
    }

    /** The next pause is short again. */
    public void reset() {
        millis = LEAST_MILLIS;
    }

    /** How long the next pause is. */
    long next() {
        long pause = random.applyAsLong(millis / 2, millis);
        millis = Math.min(MOST_MILLIS, millis * 2);
        return pause;
    }

    /**
     * Waits.
     *
     * @return false if it is time to end
     */
    public boolean pause() {
        try {
            return !closed.await(next(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
