package io.shardhub.options;

import java.time.Duration;

/**
 * What one client may send, and who handles it.
 *
 * @param workers threads of the pool that runs handlers
 * @param maxVirtual handlers that may run on virtual threads at the same time; further ones wait
 * @param maxMessageBytes the largest message in bytes of UTF-8; a larger one closes the connection with 1009
 * @param maxWaiting messages of one client that may wait for their handler; further ones are refused as {@code busy}
 * @param maxQueued messages of all clients that may wait for their handler; further ones are refused as {@code busy}
 * @param maxFaultsPerMinute bad messages that a client may send in a minute before it is closed with 1008
 * @param agedAfter a client that has waited this long for a thread goes before more urgent ones, at every second turn
 * @param handlerDeadline a handler that runs for longer is reported and counted, and goes on
 */
public record InboundOptions(
        int workers,
        int maxVirtual,
        int maxMessageBytes,
        int maxWaiting,
        int maxQueued,
        int maxFaultsPerMinute,
        Duration agedAfter,
        Duration handlerDeadline) {

    /** For each worker that many messages may wait. */
    private static final int QUEUED_PER_WORKER = 2_048;

    /** Checks every value. */
    public InboundOptions {
        Check.all(
                Check.between(1, 4_096, workers, "inbound.workers"),
                Check.between(1, 1_000_000, maxVirtual, "inbound.maxVirtual"),
                Check.between(64, 1 << 26, maxMessageBytes, "inbound.maxMessageBytes"),
                Check.between(1, 65_536, maxWaiting, "inbound.maxWaiting"),
                Check.between(1, 1 << 24, maxQueued, "inbound.maxQueued"),
                Check.between(0, 1_000_000, maxFaultsPerMinute, "inbound.maxFaultsPerMinute"),
                Check.between(Duration.ofMillis(1), Duration.ofMinutes(10), agedAfter, "inbound.agedAfter"),
                Check.between(Duration.ofMillis(1), Duration.ofHours(1), handlerDeadline, "inbound.handlerDeadline"));
    }

    /**
     * That many workers and 2,048 waiting messages for each, 1,000 virtual threads; for each client 64 KiB a message, 128
     * waiting and 30 faults a minute; turns age after half a second, handlers are late after five.
     */
    public static InboundOptions defaults(int workers) {
        return new InboundOptions(
                workers,
                1_000,
                65_536,
                128,
                Math.max(1, workers * QUEUED_PER_WORKER),
                30,
                Duration.ofMillis(500),
                Duration.ofSeconds(5));
    }

    /** With another number of workers. */
    public InboundOptions withWorkers(int newWorkers) {
        return new InboundOptions(
                newWorkers,
                maxVirtual,
                maxMessageBytes,
                maxWaiting,
                maxQueued,
                maxFaultsPerMinute,
                agedAfter,
                handlerDeadline);
    }

    /** With another number of virtual threads. */
    public InboundOptions withMaxVirtual(int newMaxVirtual) {
        return new InboundOptions(
                workers,
                newMaxVirtual,
                maxMessageBytes,
                maxWaiting,
                maxQueued,
                maxFaultsPerMinute,
                agedAfter,
                handlerDeadline);
    }

    /** With another message size. */
    public InboundOptions withMaxMessageBytes(int newMaxMessageBytes) {
        return new InboundOptions(
                workers,
                maxVirtual,
                newMaxMessageBytes,
                maxWaiting,
                maxQueued,
                maxFaultsPerMinute,
                agedAfter,
                handlerDeadline);
    }

    /** With another number of waiting messages of one client. */
    public InboundOptions withMaxWaiting(int newMaxWaiting) {
        return new InboundOptions(
                workers,
                maxVirtual,
                maxMessageBytes,
                newMaxWaiting,
                maxQueued,
                maxFaultsPerMinute,
                agedAfter,
                handlerDeadline);
    }

    /** With another number of waiting messages of all clients. */
    public InboundOptions withMaxQueued(int newMaxQueued) {
        return new InboundOptions(
                workers,
                maxVirtual,
                maxMessageBytes,
                maxWaiting,
                newMaxQueued,
                maxFaultsPerMinute,
                agedAfter,
                handlerDeadline);
    }

    /** With another tolerance. */
    public InboundOptions withMaxFaultsPerMinute(int newMaxFaultsPerMinute) {
        return new InboundOptions(
                workers,
                maxVirtual,
                maxMessageBytes,
                maxWaiting,
                maxQueued,
                newMaxFaultsPerMinute,
                agedAfter,
                handlerDeadline);
    }

    /** With another age. */
    public InboundOptions withAgedAfter(Duration newAgedAfter) {
        return new InboundOptions(
                workers,
                maxVirtual,
                maxMessageBytes,
                maxWaiting,
                maxQueued,
                maxFaultsPerMinute,
                newAgedAfter,
                handlerDeadline);
    }

    /** With another deadline. */
    public InboundOptions withHandlerDeadline(Duration newHandlerDeadline) {
        return new InboundOptions(
                workers,
                maxVirtual,
                maxMessageBytes,
                maxWaiting,
                maxQueued,
                maxFaultsPerMinute,
                agedAfter,
                newHandlerDeadline);
    }
}
