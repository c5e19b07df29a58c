package io.shardhub.snapshot;

import io.shardhub.HubState;
import io.shardhub.cluster.ClusterSnapshot;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One hub now.
 *
 * @param name the hub's name
 * @param state where it is in its life
 * @param problems what is wrong with it, in words; empty when it is healthy
 * @param stuck threads that were given up because a call of a connection or a listener does not return; one less when it
 *     does. They cost memory and nothing else; many of them mean that a transport blocks where it must not
 * @param unready why no new clients should be sent here now though nothing is wrong with the hub, in words: it is being drained,
 *     or has lost its cluster; empty when it is ready
 * @param shards its shards by index
 * @param retired the books of shards that are no more
 * @param connected clients taken in since the start
 * @param refused connections turned away, before or after their upgrade, by cause; every cause is present
 * @param closed clients gone since the start, by the number of their close code
 * @param cluster its part in a cluster; null without one
 */
public record HubSnapshot(
        String name,
        HubState state,
        List<String> problems,
        int stuck,
        List<String> unready,
        List<ShardSnapshot> shards,
        Books retired,
        long connected,
        Map<RefusalCause, Long> refused,
        Map<Integer, Long> closed,
        @Nullable ClusterSnapshot cluster) {

    /** Copies the collections, and fills in the causes that are missing. */
    public HubSnapshot {
        problems = List.copyOf(problems);
        unready = List.copyOf(unready);
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

    /** Whether it works, and should get new clients. */
    public HubHealth health() {
        return new HubHealth(name, state, problems, unready);
    }

    /** Whether nothing is wrong. */
    public boolean isHealthy() {
        return health().isHealthy();
    }

    /** Whether new clients may be sent here: it runs, is healthy, and nothing else stands against it. */
    public boolean isReady() {
        return health().isReady();
    }

    /** The books of all shards, present and past, added up. */
    public Books books() {
        return shards.stream().map(ShardSnapshot::books).reduce(retired, Books::plus);
    }
}
