package io.shardhub.core.internal.metrics;

import java.util.function.LongSupplier;

/** How fast a count grows, smoothed: the latest look counts half. One thread looks, any thread reads. */
final class RateMeter {

    private static final double FRESH = 0.5;

    private final LongSupplier count;
    private long before;
    private volatile double perSecond;

    RateMeter(LongSupplier count) {
        this.count = count;
        this.before = count.getAsLong();
    }

    /** Looks at the count, so many seconds after the last time. */
    void look(double seconds) {
        long now = count.getAsLong();
        perSecond = FRESH * (now - before) / seconds + (1 - FRESH) * perSecond;
        before = now;
    }

    /** As of the last look. */
    double perSecond() {
        return perSecond;
    }
}
