package io.shardhub.core.internal.shard;

import io.shardhub.options.HubOptions;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * The durations that a shard checks, in nanoseconds.
 *
 * @param tick how often deadlines are checked while there are any; deadlines are met to within one tick
 * @param ping how long a peer may be silent before it is pinged
 * @param silence how long a peer may be silent before it is cut off
 * @param drain how long a closing client's messages may still be delivered
 * @param grace how long a closing handshake may take
 */
record Timing(long tick, long ping, long silence, long drain, long grace) {

    private static final Duration LONGEST_TICK = Duration.ofMillis(250);
    private static final Duration SHORTEST_TICK = Duration.ofMillis(1);

    /** A tick is at most this part of the shortest duration that it checks. */
    private static final int TICKS_PER_DEADLINE = 4;

    static Timing of(HubOptions options) {
        long ping = options.liveness().pingInterval().toNanos();
        long shortest = Stream.of(
                        options.outbox().writeDeadline(),
                        options.outbox().maxAge(),
                        options.closing().drain(),
                        options.closing().grace(),
                        options.liveness().pongTimeout())
                .mapToLong(Duration::toNanos)
                .filter(nanos -> nanos > 0) // not to drain at all is over at the next tick, whenever that is
                .min()
                .orElseThrow();
        long tick = Math.min(LONGEST_TICK.toNanos(), Math.min(shortest, ping) / TICKS_PER_DEADLINE);
        return new Timing(
                Math.max(SHORTEST_TICK.toNanos(), tick),
                ping,
                2 * ping + options.liveness().pongTimeout().toNanos(),
                options.closing().drain().toNanos(),
                options.closing().grace().toNanos());
    }
}
