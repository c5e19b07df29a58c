package io.shardhub.core.internal.metrics;

import io.shardhub.Priority;
import io.shardhub.annotation.ShardThread;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Times the drains of one shard: the oldest message of each priority, from its acceptance until everything of its drain is
 * written. So it costs the same however many clients there are. Owner only.
 */
public final class DrainClock {

    /** The acceptance of a message that nobody stamped. */
    public static final long UNSTAMPED = Long.MIN_VALUE;

    /** Measures nothing. */
    public static final DrainClock OFF = new DrainClock(null, () -> 0);

    private final LatencyMeter @Nullable [] meters;
    private final LongSupplier clock;
    private final long[] oldest = new long[Priority.COUNT];
    private int seen; // one bit for each priority

    DrainClock(LatencyMeter @Nullable [] meters, LongSupplier clock) {
        this.meters = meters;
        this.clock = clock;
    }

    /** A message of this drain. */
    @ShardThread
    public void taken(Priority priority, long acceptedAt) {
        if (meters == null || acceptedAt == UNSTAMPED) {
            return;
        }
        int level = priority.ordinal();
        int bit = 1 << level;
        if ((seen & bit) == 0 || acceptedAt - oldest[level] < 0) {
            oldest[level] = acceptedAt;
            seen |= bit;
        }
    }

    /** The messages of the drain are written, or wait in outboxes. */
    @ShardThread
    public void ended() {
        if (seen == 0 || meters == null) {
            return;
        }
        long now = clock.getAsLong();
        for (int level = 0; level < Priority.COUNT; level++) {
            if ((seen & (1 << level)) != 0) {
                meters[level].record(now - oldest[level]);
            }
        }
        seen = 0;
    }

    /** A message that had to wait is handed to its connection. */
    @ShardThread
    public void left(Priority priority, long waited) {
        if (meters != null) {
            meters[priority.ordinal()].record(waited);
        }
    }
}
