package io.shardhub.options;

import io.shardhub.OverflowPolicy;
import java.time.Duration;

/**
 * What may wait for one client.
 *
 * @param capacity messages that may wait
 * @param maxBytes their total size in bytes
 * @param maxAge how long a message may wait before it is dropped; critical messages never are
 * @param overflow what happens when a message does not fit and has no policy of its own
 * @param writeDeadline how long one write may take before the client is closed as slow
 */
public record OutboxOptions(
        int capacity, int maxBytes, Duration maxAge, OverflowPolicy overflow, Duration writeDeadline) {

    /** Checks every value. */
    public OutboxOptions {
        Check.all(
                Check.between(1, 65_536, capacity, "outbox.capacity"),
                Check.between(1_024, 1 << 30, maxBytes, "outbox.maxBytes"),
                Check.between(Duration.ofMillis(1), Duration.ofDays(1), maxAge, "outbox.maxAge"),
                Check.between(Duration.ofMillis(1), Duration.ofMinutes(10), writeDeadline, "outbox.writeDeadline"));
    }

    /** With another number of messages. */
    public OutboxOptions withCapacity(int newCapacity) {
        return new OutboxOptions(newCapacity, maxBytes, maxAge, overflow, writeDeadline);
    }

    /** With another total size. */
    public OutboxOptions withMaxBytes(int newMaxBytes) {
        return new OutboxOptions(capacity, newMaxBytes, maxAge, overflow, writeDeadline);
    }

    /** With another age. */
    public OutboxOptions withMaxAge(Duration newMaxAge) {
        return new OutboxOptions(capacity, maxBytes, newMaxAge, overflow, writeDeadline);
    }

    /** With another policy. */
    public OutboxOptions withOverflow(OverflowPolicy newOverflow) {
        return new OutboxOptions(capacity, maxBytes, maxAge, newOverflow, writeDeadline);
    }

    /** With another deadline for a write. */
    public OutboxOptions withWriteDeadline(Duration newWriteDeadline) {
        return new OutboxOptions(capacity, maxBytes, maxAge, overflow, newWriteDeadline);
    }
}
