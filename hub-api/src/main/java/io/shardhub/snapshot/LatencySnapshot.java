package io.shardhub.snapshot;

import java.time.Duration;

/**
 * How long something took. The percentiles are those of the last minute, to two digits; zero if nothing happened in it.
 *
 * @param count how often, since the start
 * @param sum all together, since the start, to within a hundredth
 * @param p50 half of the last minute took no longer
 * @param p90 nine of ten
 * @param p99 99 of 100
 * @param p999 999 of 1,000
 * @param max the longest
 */
public record LatencySnapshot(
        long count, Duration sum, Duration p50, Duration p90, Duration p99, Duration p999, Duration max) {

    /** Nothing has happened. */
    public static final LatencySnapshot NONE = new LatencySnapshot(
            0, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);

    /** The mean since the start; zero if nothing has happened. */
    public Duration mean() {
        return count == 0 ? Duration.ZERO : sum.dividedBy(count);
    }
}
