package io.shardhub.options;

import java.time.Duration;

/**
 * When operators are alerted. A threshold of zero turns its rule off. A rule must be broken for {@code holdFor} before it
 * alerts, and the alert is over when the figure is below {@code clearAt} times the threshold.
 *
 * @param enabled whether anything is looked at; needs {@link MetricsOptions#enabled}
 * @param holdFor how long a rule must be broken, 0 to 1 h
 * @param clearAt which part of the threshold a figure must fall below, 0.1 to 1
 * @param shardOverload how full the mailbox of a shard may be, a part of its capacity, 0 to 1
 * @param imbalance how many times the mean of the shards' clients one shard may have, from a hundred clients on, 0 or 1.1 to 100
 * @param errorsPerSecond failures of code, 0 to 1,000,000
 * @param handlerLatency the 99th percentile of any type's handler in the last minute, if it ran a hundred times in it: so that it takes
 *     more than a single slow one. What runs past its deadline, however seldom, is in the log
 * @param deliveryLatency the 99th percentile of any priority in the last minute, if it was measured a hundred times in it, once for
 *     each time that a shard worked off its mailbox
 * @param queueAge how long anything may wait: a command, a message for its handler, a message for a client
 * @param massDisconnect which part of the clients may leave per second, 0 to 1; from fifty a second on; does not wait for {@code
 *     holdFor}
 * @param busOutage whether a bus that is not verified alerts
 */
public record AlertOptions(
        boolean enabled,
        Duration holdFor,
        double clearAt,
        double shardOverload,
        double imbalance,
        double errorsPerSecond,
        Duration handlerLatency,
        Duration deliveryLatency,
        Duration queueAge,
        double massDisconnect,
        boolean busOutage) {

    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Duration SHORTEST = Duration.ofMillis(1);

    /** Checks every value. */
    public AlertOptions {
        Check.all(
                Check.between(Duration.ZERO, LONGEST, holdFor, "metrics.alerts.holdFor"),
                Check.between(0.1, 1, clearAt, "metrics.alerts.clearAt"),
                Check.between(0, 1, shardOverload, "metrics.alerts.shardOverload"),
                Check.that(
                        imbalance == 0 || (imbalance >= 1.1 && imbalance <= 100),
                        "metrics.alerts.imbalance",
                        imbalance,
                        "0, or 1.1 to 100"),
                Check.between(0, 1e6, errorsPerSecond, "metrics.alerts.errorsPerSecond"),
                Check.zeroOrBetween(SHORTEST, LONGEST, handlerLatency, "metrics.alerts.handlerLatency"),
                Check.zeroOrBetween(SHORTEST, LONGEST, deliveryLatency, "metrics.alerts.deliveryLatency"),
                Check.zeroOrBetween(SHORTEST, LONGEST, queueAge, "metrics.alerts.queueAge"),
                Check.between(0, 1, massDisconnect, "metrics.alerts.massDisconnect"));
    }

    /**
     * After 30 s: a mailbox half full, twice the mean, one error a second, 1 s in a handler, half a second to a connection, 5 s in a
     * queue, a bus that is not verified; at once: a tenth of the clients in a second. Over at 80 %.
     */
    public static AlertOptions defaults() {
        return new AlertOptions(
                true,
                Duration.ofSeconds(30),
                0.8,
                0.5,
                2,
                1,
                Duration.ofSeconds(1),
                Duration.ofMillis(500),
                Duration.ofSeconds(5),
                0.1,
                true);
    }
}
