package io.shardhub.snapshot;

import io.shardhub.HubState;
import java.util.List;
import java.util.Map;

/**
 * One hub now.
 *
 * @param name the hub's name
 * @param state where it is in its life
 * @param shards its shards by index
 * @param connected clients taken in since the start
 * @param refused connections turned away since the start
 * @param closed clients gone since the start, by the number of their close code
 */
public record HubSnapshot(
        String name,
        HubState state,
        List<ShardSnapshot> shards,
        long connected,
        long refused,
        Map<Integer, Long> closed) {

    /** Copies the collections. */
    public HubSnapshot {
        shards = List.copyOf(shards);
        closed = Map.copyOf(closed);
    }

    /** Registered clients of all shards. */
    public int clients() {
        return shards.stream().mapToInt(ShardSnapshot::clients).sum();
    }

    /** The books of all shards, added up. */
    public Books books() {
        return shards.stream().map(ShardSnapshot::books).reduce(Books.EMPTY, Books::plus);
    }
}
