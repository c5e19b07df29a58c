package io.shardhub.snapshot;

import io.shardhub.HubState;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * One hub now.
 *
 * @param name the hub's name
 * @param state where it is in its life
 * @param shards its shards by index
 * @param connected clients taken in since the start
 * @param refused connections turned away, before or after their upgrade, by cause; every cause is present
 * @param closed clients gone since the start, by the number of their close code
 */
public record HubSnapshot(
        String name,
        HubState state,
        List<ShardSnapshot> shards,
        long connected,
        Map<RefusalCause, Long> refused,
        Map<Integer, Long> closed) {

    /** Copies the collections, and fills in the causes that are missing. */
    public HubSnapshot {
        shards = List.copyOf(shards);
        Map<RefusalCause, Long> complete = new EnumMap<>(RefusalCause.class);
        for (RefusalCause cause : RefusalCause.values()) {
            complete.put(cause, refused.getOrDefault(cause, 0L));
        }
        refused = Map.copyOf(complete);
        closed = Map.copyOf(closed);
    }

    /** Registered clients of all shards. */
    public int clients() {
        return shards.stream().mapToInt(ShardSnapshot::clients).sum();
    }

    /** All refusals together. */
    public long refusedTotal() {
        return refused.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The books of all shards, added up. */
    public Books books() {
        return shards.stream().map(ShardSnapshot::books).reduce(Books.EMPTY, Books::plus);
    }
}
