package io.shardhub.snapshot;

import java.time.Duration;
import java.util.Map;

/**
 * What waits where.
 *
 * @param mailboxes commands for shards
 * @param workers messages of peers that wait for their handler; the deepest is the fullest priority
 * @param outboxes messages for clients; the age is as of the shards' last look, at most a quarter of a second ago
 * @param outboxDepths how many clients have so many messages waiting, by {@code 0}, {@code 1-9}, {@code 10-99}, {@code 100-999} and {@code 1000+}
 */
public record QueueSnapshot(Depth mailboxes, Depth workers, Depth outboxes, Map<String, Integer> outboxDepths) {

    /** Copies the map. */
    public QueueSnapshot {
        outboxDepths = Map.copyOf(outboxDepths);
    }

    /**
     * Queues of one kind.
     *
     * @param waiting all that waits
     * @param deepest what waits in the fullest of them
     * @param oldest how long the oldest has waited
     */
    public record Depth(long waiting, long deepest, Duration oldest) {}
}
