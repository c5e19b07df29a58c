package io.shardhub.core.internal.inbound;

import io.shardhub.annotation.AnyThread;

/** Tells occasional mistakes of a peer from abuse: counts faults per minute. */
final class FaultLimit {

    private static final long WINDOW_NANOS = 60_000_000_000L;

    private final int maxPerWindow;
    private long windowStart;
    private int faults;

    FaultLimit(int maxPerWindow, long now) {
        this.maxPerWindow = maxPerWindow;
        this.windowStart = now;
    }

    /** Counts a fault; whether it is one too many. */
    @AnyThread
    synchronized boolean isExceededBy(long now) {
        if (now - windowStart > WINDOW_NANOS) {
            windowStart = now;
            faults = 0;
        }
        return ++faults > maxPerWindow;
    }
}
