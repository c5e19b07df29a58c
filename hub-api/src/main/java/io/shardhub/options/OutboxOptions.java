package io.shardhub.options;

import io.shardhub.OverflowPolicy;
import java.time.Duration;

/**
 * What may wait for one client, and how it leaves. An age or a deadline that passes is noticed within a quarter of the shortest
 * limit of the hub, at the latest after 250 ms and never in less than 1 ms.
 *
 * @param capacity messages that may wait
 * @param maxBytes their total size in bytes
 * @param maxAge how long a message may wait before it is dropped; critical messages never are
 * @param overflow what happens when a message does not fit and has no policy of its own
 * @param writeDeadline how long one write may take before the client is closed as slow
 * @param linger how long a LOW message may wait for others to travel with: it leaves earlier when anything else leaves for the
 *     client, or when a batch is full; at most half of {@code maxAge}. Zero, the default, sends it at once: whoever says
 *     LOW means "after the others", and only who counts packets or wake-ups means "later"
 * @param batchMessages messages that leave in one write or in one {@code hub.batch}, if the connection takes so many
 * @param batchBytes their total size in bytes; a larger message leaves alone
 */
public record OutboxOptions(
        int capacity,
        int maxBytes,
        Duration maxAge,
        OverflowPolicy overflow,
        Duration writeDeadline,
        Duration linger,
        int batchMessages,
        int batchBytes) {

    /** Checks every value. */
    public OutboxOptions {
        Check.all(
                Check.between(1, 65_536, capacity, "outbox.capacity"),
                Check.between(1_024, 1 << 30, maxBytes, "outbox.maxBytes"),
                Check.between(Duration.ofMillis(1), Duration.ofDays(1), maxAge, "outbox.maxAge"),
                Check.between(Duration.ofMillis(1), Duration.ofMinutes(10), writeDeadline, "outbox.writeDeadline"),
                Check.between(Duration.ZERO, Duration.ofSeconds(10), linger, "outbox.linger"),
                Check.that(
                        linger.compareTo(maxAge.dividedBy(2)) <= 0,
                        "outbox.linger",
                        linger,
                        "at most half of outbox.maxAge, " + maxAge),
                Check.between(1, 1_024, batchMessages, "outbox.batchMessages"),
                Check.between(1_024, 1 << 20, batchBytes, "outbox.batchBytes"));
    }

    /**
     * 256 messages, 1 MiB, a minute, the oldest is dropped, ten seconds for a write, no linger, 64 messages or 64 KiB in one
     * write.
     */
    public static OutboxOptions defaults() {
        return new OutboxOptions(
                256,
                1 << 20,
                Duration.ofSeconds(60),
                OverflowPolicy.DROP_OLDEST,
                Duration.ofSeconds(10),
                Duration.ZERO,
                64,
                64 * 1_024);
    }

    /** With another number of messages. */
    public OutboxOptions withCapacity(int newCapacity) {
        return new OutboxOptions(
                newCapacity, maxBytes, maxAge, overflow, writeDeadline, linger, batchMessages, batchBytes);
    }

    /** With another total size. */
    public OutboxOptions withMaxBytes(int newMaxBytes) {
        return new OutboxOptions(
                capacity, newMaxBytes, maxAge, overflow, writeDeadline, linger, batchMessages, batchBytes);
    }

    /** With another age. */
    public OutboxOptions withMaxAge(Duration newMaxAge) {
        return new OutboxOptions(
                capacity, maxBytes, newMaxAge, overflow, writeDeadline, linger, batchMessages, batchBytes);
    }

    /** With another policy. */
    public OutboxOptions withOverflow(OverflowPolicy newOverflow) {
        return new OutboxOptions(
                capacity, maxBytes, maxAge, newOverflow, writeDeadline, linger, batchMessages, batchBytes);
    }

    /** With another deadline for a write. */
    public OutboxOptions withWriteDeadline(Duration newWriteDeadline) {
        return new OutboxOptions(
                capacity, maxBytes, maxAge, overflow, newWriteDeadline, linger, batchMessages, batchBytes);
    }

    /** With another wait for company. */
    public OutboxOptions withLinger(Duration newLinger) {
        return new OutboxOptions(
                capacity, maxBytes, maxAge, overflow, writeDeadline, newLinger, batchMessages, batchBytes);
    }

    /** With another number of messages in one write. */
    public OutboxOptions withBatchMessages(int newBatchMessages) {
        return new OutboxOptions(
                capacity, maxBytes, maxAge, overflow, writeDeadline, linger, newBatchMessages, batchBytes);
    }

    /** With another size of one write. */
    public OutboxOptions withBatchBytes(int newBatchBytes) {
        return new OutboxOptions(
                capacity, maxBytes, maxAge, overflow, writeDeadline, linger, batchMessages, newBatchBytes);
    }
}
