package io.shardhub.snapshot;

import java.time.Instant;

/**
 * A rule that is broken.
 *
 * @param kind which
 * @param value the figure that breaks it: seconds, a part, or a number per second
 * @param threshold what it should be below
 * @param since when it was first broken
 * @param text the figure in words
 */
public record Alert(Kind kind, double value, double threshold, Instant since, String text) {

    /** The rules. */
    public enum Kind {
        /** A shard does not keep up with what is posted to it. */
        SHARD_OVERLOAD,
        /** A shard has far more clients than the others. */
        IMBALANCE,
        /** Code fails often. */
        ERROR_RATE,
        /** Handlers take long. */
        HANDLER_LATENCY,
        /** Messages take long to their connections. */
        DELIVERY_LATENCY,
        /** Something waits for long. */
        QUEUE_AGE,
        /** What other nodes publish is not known to arrive. */
        BUS_OUTAGE,
        /** Many clients leave at once. */
        MASS_DISCONNECT
    }
}
