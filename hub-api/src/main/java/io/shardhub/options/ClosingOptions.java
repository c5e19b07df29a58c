package io.shardhub.options;

import java.time.Duration;

/**
 * How connections, and the hub itself, come to an end. A limit that passes is noticed within a quarter of the shortest limit of
 * the hub, at the latest after 250 ms and never in less than 1 ms.
 *
 * @param drain how long a closing client's waiting messages may still be delivered, and how long a closing hub waits for
 *     handlers, but never more than half of {@code shutdown}
 * @param grace how long the closing handshake may take before the connection is aborted
 * @param shutdown how long closing the hub may take altogether
 * @param reconnectJitter the span over which clients spread their reconnection after a shutdown
 * @param spread the time over which a closing hub spreads the closes of its clients, in at most 50 slices, but never so long that
 *     the last one would not have its {@code drain} and {@code grace} within what handlers leave of {@code shutdown}; zero, or a {@code
 *     shutdown} with no room for it, closes all at once
 */
public record ClosingOptions(
        Duration drain, Duration grace, Duration shutdown, Duration reconnectJitter, Duration spread) {

    /** Checks every value. */
    public ClosingOptions {
        Check.all(
                Check.between(Duration.ZERO, Duration.ofMinutes(10), drain, "closing.drain"),
                Check.between(Duration.ofMillis(1), Duration.ofMinutes(10), grace, "closing.grace"),
                Check.between(Duration.ofMillis(1), Duration.ofHours(1), shutdown, "closing.shutdown"),
                Check.between(Duration.ZERO, Duration.ofHours(1), reconnectJitter, "closing.reconnectJitter"),
                Check.between(Duration.ZERO, Duration.ofHours(1), spread, "closing.spread"));
    }

    /** Two seconds to drain, five for the handshake, thirty for the hub, five of jitter, one to spread the closes. */
    public static ClosingOptions defaults() {
        return new ClosingOptions(
                Duration.ofSeconds(2),
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                Duration.ofSeconds(5),
                Duration.ofSeconds(1));
    }

    /** With another drain limit. */
    public ClosingOptions withDrain(Duration newDrain) {
        return new ClosingOptions(newDrain, grace, shutdown, reconnectJitter, spread);
    }

    /** With another grace. */
    public ClosingOptions withGrace(Duration newGrace) {
        return new ClosingOptions(drain, newGrace, shutdown, reconnectJitter, spread);
    }

    /** With another limit for the hub. */
    public ClosingOptions withShutdown(Duration newShutdown) {
        return new ClosingOptions(drain, grace, newShutdown, reconnectJitter, spread);
    }

    /** With another jitter. */
    public ClosingOptions withReconnectJitter(Duration newReconnectJitter) {
        return new ClosingOptions(drain, grace, shutdown, newReconnectJitter, spread);
    }

    /** With another time over which closes are spread. */
    public ClosingOptions withSpread(Duration newSpread) {
        return new ClosingOptions(drain, grace, shutdown, reconnectJitter, newSpread);
    }
}
