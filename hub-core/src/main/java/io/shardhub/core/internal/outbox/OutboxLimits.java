package io.shardhub.core.internal.outbox;

import io.shardhub.OverflowPolicy;
import io.shardhub.options.OutboxOptions;

/** The outbox options with durations in nanoseconds; one object for all clients of a hub. */
public record OutboxLimits(
        int capacity,
        int maxBytes,
        long maxAgeNanos,
        OverflowPolicy overflow,
        long writeDeadlineNanos,
        long lingerNanos,
        int batchMessages,
        int batchBytes) {

    /** The limits that the options set. */
    public static OutboxLimits of(OutboxOptions options) {
        return new OutboxLimits(
                options.capacity(),
                options.maxBytes(),
                options.maxAge().toNanos(),
                options.overflow(),
                options.writeDeadline().toNanos(),
                options.linger().toNanos(),
                options.batchMessages(),
                options.batchBytes());
    }
}
