package io.shardhub.options;

import java.time.Duration;

/**
 * How clients are moved from hot shards to others.
 *
 * @param interval between two checks, 100 ms to 1 h; zero to check only when told to
 * @param threshold a shard is hot when its load exceeds the mean by this factor, 1.05 to 10
 * @param maxMoves clients that one check moves at most, 1 to 100,000
 * @param slice clients that move in one cut, 1 to 1,024; a larger slice takes less time in all, and holds up senders longer
 */
public record RebalanceOptions(Duration interval, double threshold, int maxMoves, int slice) {

    /** Checks every value. */
    public RebalanceOptions {
        Check.all(
                Check.zeroOrBetween(Duration.ofMillis(100), Duration.ofHours(1), interval, "rebalance.interval"),
                Check.between(1.05, 10.0, threshold, "rebalance.threshold"),
                Check.between(1, 100_000, maxMoves, "rebalance.maxMoves"),
                Check.between(1, 1_024, slice, "rebalance.slice"));
    }

    /** A check every ten seconds that moves up to 500 clients, 32 at a time, from shards a quarter above the mean. */
    public static RebalanceOptions defaults() {
        return new RebalanceOptions(Duration.ofSeconds(10), 1.25, 500, 32);
    }

    /** With another interval; zero to check only when told to. */
    public RebalanceOptions withInterval(Duration newInterval) {
        return new RebalanceOptions(newInterval, threshold, maxMoves, slice);
    }

    /** With another factor. */
    public RebalanceOptions withThreshold(double newThreshold) {
        return new RebalanceOptions(interval, newThreshold, maxMoves, slice);
    }

    /** With another number of moves per check. */
    public RebalanceOptions withMaxMoves(int newMaxMoves) {
        return new RebalanceOptions(interval, threshold, newMaxMoves, slice);
    }

    /** With another number of clients per cut. */
    public RebalanceOptions withSlice(int newSlice) {
        return new RebalanceOptions(interval, threshold, maxMoves, newSlice);
    }
}
