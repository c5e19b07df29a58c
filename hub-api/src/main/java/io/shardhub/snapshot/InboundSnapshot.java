package io.shardhub.snapshot;

import io.shardhub.Priority;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * What peers sent, since the start, and what has become of it. A point in time, put together while others count: only of a hub
 * at rest the numbers agree.
 *
 * @param received messages, good or bad
 * @param handled messages whose handler returned
 * @param running messages whose handler runs now
 * @param queued messages that wait for their handler, by its priority
 * @param queuedBytes of the messages that wait, in UTF-8
 * @param held messages whose peer is held back until there is room for them
 * @param holds how often a peer was held back
 * @param oldestWait how long the client has waited that waits longest for a thread now
 * @param overdue handlers and listeners that ran past their deadline, or do now
 * @param failedEvents calls of listeners that failed; they are no messages
 * @param faults messages that were not handled, by cause: some of {@link #FAULTS}, those that have happened
 */
public record InboundSnapshot(
        long received,
        long handled,
        long running,
        Map<Priority, Long> queued,
        long queuedBytes,
        long held,
        long holds,
        Duration oldestWait,
        long overdue,
        long failedEvents,
        Map<String, Long> faults) {

    /**
     * All causes: {@code too_complex} is too deep, or too many names; {@code rate_limited}, its client sent too much; {@code
     * unauthenticated}, no good credential in the place of the one that ends; {@code busy}, too much of that client waits; {@code
     * hub_busy}, too much of all clients waits; {@code closed}, its client or the hub was being closed; {@code given_up}, it still
     * waited when the hub's time to drain was over; {@code other} is what a protocol of your own reports.
     */
    public static final Set<String> FAULTS = Set.of(
            "bad_json",
            "too_complex",
            "rate_limited",
            "bad_type",
            "bad_id",
            "bad_data",
            "unknown_type",
            "binary",
            "too_big",
            "forbidden",
            "unauthenticated",
            "busy",
            "hub_busy",
            "closed",
            "given_up",
            "handler_failed",
            "protocol_failed",
            "other");

    /** Copies the maps. */
    public InboundSnapshot {
        queued = Map.copyOf(queued);
        faults = Map.copyOf(faults);
    }

    /** Messages that wait for their handler. */
    public long waiting() {
        return sum(queued);
    }

    /** Whether every message that was received is accounted for: handled, running, waiting, held, or lost to a fault. */
    public boolean isBalanced() {
        return received == handled + running + waiting() + held + sum(faults);
    }

    private static long sum(Map<?, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
