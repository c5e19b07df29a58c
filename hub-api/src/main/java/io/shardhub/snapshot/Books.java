package io.shardhub.snapshot;

import java.util.EnumMap;
import java.util.Map;

/**
 * What became of messages, one by one and client by client. When nothing is on its way the books balance:
 * {@code accepted = sent + conflated + waiting + all dropped}.
 *
 * @param accepted taken for a client
 * @param sent handed to the network
 * @param conflated replaced by a newer message with the same key before they were written
 * @param waiting in an outbox or being written
 * @param dropped lost, by cause; every cause is present
 */
public record Books(long accepted, long sent, long conflated, long waiting, Map<DropCause, Long> dropped) {

    /** Nothing yet. */
    public static final Books EMPTY = new Books(0, 0, 0, 0, Map.of());

    /** Fills in the causes that are missing. */
    public Books {
        Map<DropCause, Long> complete = new EnumMap<>(DropCause.class);
        for (DropCause cause : DropCause.values()) {
            complete.put(cause, dropped.getOrDefault(cause, 0L));
        }
        dropped = Map.copyOf(complete);
    }

    /** All drops together. */
    public long droppedTotal() {
        return dropped.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Whether nothing is missing and nothing is counted twice. */
    public boolean isBalanced() {
        return accepted == sent + conflated + waiting + droppedTotal();
    }

    /** These books and others, added up. */
    public Books plus(Books other) {
        Map<DropCause, Long> sum = new EnumMap<>(DropCause.class);
        dropped.forEach((cause, count) -> sum.put(cause, count + other.dropped.getOrDefault(cause, 0L)));
        return new Books(
                accepted + other.accepted,
                sent + other.sent,
                conflated + other.conflated,
                waiting + other.waiting,
                sum);
    }
}
