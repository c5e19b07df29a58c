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
 * @param problems what is wrong with it, in words; empty when it is healthy
 * @param stuck threads that were given up because a call of a connection or a listener does not return; one less when it
 *     does. They cost memory and nothing else; many of them mean that a transport blocks where it must not
 * @param shards its shards by index
 * @param retired the books of shards that are no more
 * @param connected clients taken in since the start
 * @param refused connections turned away, before or after their upgrade, by cause; every cause is present
 * @param closed clients gone since the start, by the number of their close code
 */
public record HubSnapshot(
        String name,
        HubState state,
        List<String> problems,
        int stuck,
        List<ShardSnapshot> shards,
        Books retired,
        long connected,
        Map<RefusalCause, Long> refused,
        Map<Integer, Long> closed) {

    /** Copies the collections, and fills in the causes that are missing. */
    public HubSnapshot {
        problems = List.copyOf(problems);
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

    /** Whether nothing is wrong. */
    public boolean isHealthy() {
        return problems.isEmpty();
    }

    /** The books of all shards, present and past, added up. */
    public Books books() {
        return shards.stream().map(ShardSnapshot::books).reduce(retired, Books::plus);
    }
}
