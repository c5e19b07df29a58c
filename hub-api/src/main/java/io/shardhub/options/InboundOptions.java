package io.shardhub.options;

import java.time.Duration;

/**
 * What one client may send, and who handles it.
 *
 * @param workers threads of the pool that runs handlers
 * @param maxVirtual handlers that may run on virtual threads at the same time; further ones wait
 * @param maxMessageBytes the largest message in bytes of UTF-8; a larger one closes the connection with 1009
 * @param maxFaultsPerMinute bad messages that a client may send in a minute before it is closed with 1008
 * @param agedAfter a client that has waited this long for a thread goes before more urgent ones, at every second turn
 * @param handlerDeadline a handler that runs for longer is reported and counted, and goes on
 * @param credit what may wait for handlers
 */
public record InboundOptions(
        int workers,
        int maxVirtual,
        int maxMessageBytes,
        int maxFaultsPerMinute,
        Duration agedAfter,
        Duration handlerDeadline,
        CreditOptions credit) {

    /** Checks every value. */
    public InboundOptions {
        Check.all(
                Check.between(1, 4_096, workers, "inbound.workers"),
                Check.between(1, 1_000_000, maxVirtual, "inbound.maxVirtual"),
                Check.between(64, 1 << 26, maxMessageBytes, "inbound.maxMessageBytes"),
                Check.between(0, 1_000_000, maxFaultsPerMinute, "inbound.maxFaultsPerMinute"),
                Check.between(Duration.ofMillis(1), Duration.ofMinutes(10), agedAfter, "inbound.agedAfter"),
                Check.between(Duration.ofMillis(1), Duration.ofHours(1), handlerDeadline, "inbound.handlerDeadline"),
                Check.that(
                        credit.bytes() >= maxMessageBytes,
                        "inbound.credit.bytes",
                        credit.bytes(),
                        "at least inbound.maxMessageBytes, " + maxMessageBytes));
    }

    /**
     * That many workers with the credit that suits them, 1,000 virtual threads; for each client 64 KiB a message and 30 faults a
     * minute; turns age after half a second, handlers are late after five.
     */
    public static InboundOptions defaults(int workers) {
        return new InboundOptions(
                workers,
                1_000,
                65_536,
                30,
                Duration.ofMillis(500),
                Duration.ofSeconds(5),
                CreditOptions.defaults(workers));
    }

    /** With another number of workers. */
    public InboundOptions withWorkers(int newWorkers) {
        return new InboundOptions(
                newWorkers, maxVirtual, maxMessageBytes, maxFaultsPerMinute, agedAfter, handlerDeadline, credit);
    }

    /** With another number of virtual threads. */
    public InboundOptions withMaxVirtual(int newMaxVirtual) {
        return new InboundOptions(
                workers, newMaxVirtual, maxMessageBytes, maxFaultsPerMinute, agedAfter, handlerDeadline, credit);
    }

    /** With another message size, which the credit has to have room for. */
    public InboundOptions withMaxMessageBytes(int newMaxMessageBytes) {
        return new InboundOptions(
                workers, maxVirtual, newMaxMessageBytes, maxFaultsPerMinute, agedAfter, handlerDeadline, credit);
    }

    /** With another tolerance. */
    public InboundOptions withMaxFaultsPerMinute(int newMaxFaultsPerMinute) {
        return new InboundOptions(
                workers, maxVirtual, maxMessageBytes, newMaxFaultsPerMinute, agedAfter, handlerDeadline, credit);
    }

    /** With another age. */
    public InboundOptions withAgedAfter(Duration newAgedAfter) {
        return new InboundOptions(
                workers, maxVirtual, maxMessageBytes, maxFaultsPerMinute, newAgedAfter, handlerDeadline, credit);
    }

    /** With another deadline. */
    public InboundOptions withHandlerDeadline(Duration newHandlerDeadline) {
        return new InboundOptions(
                workers, maxVirtual, maxMessageBytes, maxFaultsPerMinute, agedAfter, newHandlerDeadline, credit);
    }

    /** With another credit. */
    public InboundOptions withCredit(CreditOptions newCredit) {
        return new InboundOptions(
                workers, maxVirtual, maxMessageBytes, maxFaultsPerMinute, agedAfter, handlerDeadline, newCredit);
    }
}
