package io.shardhub.core.internal.shard;

/** Spreads what is to be done so many times evenly over a time, in slices. Owner only. */
final class Pace {

    private static final int SLICES = 50;

    private final int total;
    private final long spread;
    private final long start;
    private int done;

    /** The first slice is due now. */
    Pace(int total, long spreadNanos, long now) {
        this.total = total;
        this.spread = spreadNanos;
        this.start = now;
    }

    /** How many are due and not done; after the time no number is too high, for more may have come meanwhile. */
    int due(long now) {
        long slice = slice(now);
        return slice >= SLICES ? Integer.MAX_VALUE : (int) ceiling(total * (slice + 1), SLICES) - done;
    }

    void did(int more) {
        done += more;
    }

    /** Nanoseconds until some are due. */
    long nanosUntilDue(long now) {
        return due(now) > 0 ? 0 : start + ceiling((slice(now) + 1) * spread, SLICES) - now;
    }

    private long slice(long now) {
        long elapsed = now - start;
        return elapsed >= spread ? SLICES : elapsed * SLICES / spread;
    }

    private static long ceiling(long dividend, int divisor) {
        return (dividend + divisor - 1) / divisor;
    }
}
