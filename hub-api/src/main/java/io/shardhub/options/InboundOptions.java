package io.shardhub.options;

/**
 * What one client may send, and who handles it.
 *
 * @param workers threads of the pool that runs handlers
 * @param maxMessageBytes the largest message in bytes of UTF-8; a larger one closes the connection with 1009
 * @param maxWaiting messages of one client that may wait for their handler; further ones are refused as {@code busy}
 * @param maxFaultsPerMinute bad messages that a client may send in a minute before it is closed with 1008
 */
public record InboundOptions(int workers, int maxMessageBytes, int maxWaiting, int maxFaultsPerMinute) {

    /** Checks every value. */
    public InboundOptions {
        Check.all(
                Check.between(1, 4_096, workers, "inbound.workers"),
                Check.between(64, 1 << 26, maxMessageBytes, "inbound.maxMessageBytes"),
                Check.between(1, 65_536, maxWaiting, "inbound.maxWaiting"),
                Check.between(0, 1_000_000, maxFaultsPerMinute, "inbound.maxFaultsPerMinute"));
    }

    /** With another number of workers. */
    public InboundOptions withWorkers(int newWorkers) {
        return new InboundOptions(newWorkers, maxMessageBytes, maxWaiting, maxFaultsPerMinute);
    }

    /** With another message size. */
    public InboundOptions withMaxMessageBytes(int newMaxMessageBytes) {
        return new InboundOptions(workers, newMaxMessageBytes, maxWaiting, maxFaultsPerMinute);
    }

    /** With another number of waiting messages. */
    public InboundOptions withMaxWaiting(int newMaxWaiting) {
        return new InboundOptions(workers, maxMessageBytes, newMaxWaiting, maxFaultsPerMinute);
    }

    /** With another tolerance. */
    public InboundOptions withMaxFaultsPerMinute(int newMaxFaultsPerMinute) {
        return new InboundOptions(workers, maxMessageBytes, maxWaiting, newMaxFaultsPerMinute);
    }
}
