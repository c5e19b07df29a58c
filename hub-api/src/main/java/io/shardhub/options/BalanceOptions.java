package io.shardhub.options;

import java.time.Duration;

/**
 * How a node that has more than its share of the cluster's clients sends some to other nodes.
 *
 * @param interval between two checks, 1 s to 1 h; zero for never
 * @param threshold a node sheds when its clients exceed its share by this factor, 1.05 to 10; it stops half-way to its share
 * @param slice clients that one check sends away at most, 1 to 100,000
 * @param jitter the span over which those clients spread their reconnection, up to 1 h; at most half the interval, so that what
 *     one check did is seen by the next
 */
public record BalanceOptions(Duration interval, double threshold, int slice, Duration jitter) {

    /** Checks every value. */
    public BalanceOptions {
        Check.all(
                Check.zeroOrBetween(Duration.ofSeconds(1), Duration.ofHours(1), interval, "cluster.balance.interval"),
                Check.between(1.05, 10.0, threshold, "cluster.balance.threshold"),
                Check.between(1, 100_000, slice, "cluster.balance.slice"),
                Check.between(Duration.ZERO, Duration.ofHours(1), jitter, "cluster.balance.jitter"));
        Check.all(Check.that(
                interval.isZero() || jitter.multipliedBy(2).compareTo(interval) <= 0,
                "cluster.balance.jitter",
                jitter,
                "at most half of the interval, " + interval));
    }

    /** Never; if switched on, up to 200 clients at a time, spread over two seconds, from nodes a quarter above their share. */
    public static BalanceOptions off() {
        return new BalanceOptions(Duration.ZERO, 1.25, 200, Duration.ofSeconds(2));
    }

    /** With another interval; zero for never. */
    public BalanceOptions withInterval(Duration newInterval) {
        return new BalanceOptions(newInterval, threshold, slice, jitter);
    }

    /** With another factor. */
    public BalanceOptions withThreshold(double newThreshold) {
        return new BalanceOptions(interval, newThreshold, slice, jitter);
    }

    /** With another number of clients per check. */
    public BalanceOptions withSlice(int newSlice) {
        return new BalanceOptions(interval, threshold, newSlice, jitter);
    }

    /** With another jitter. */
    public BalanceOptions withJitter(Duration newJitter) {
        return new BalanceOptions(interval, threshold, slice, newJitter);
    }
}
