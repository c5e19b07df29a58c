package io.shardhub.core.soak;

import io.shardhub.snapshot.ShardSnapshot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts the clients that came to another shard, also to shards that were taken away since. One thread looks, any may ask. */
final class SoakMoves {

    private final Map<Integer, Long> seen = new HashMap<>();
    private long past; // into shards that are no more
    private volatile long count;

    /** Looks at the shards, often enough to see each before it is taken away. */
    void look(List<ShardSnapshot> shards) {
        Map<Integer, Long> before = new HashMap<>(seen);
        long sum = 0;
        seen.clear();
        for (ShardSnapshot shard : shards) {
            long in = shard.moves().in();
            long known = before.getOrDefault(shard.index(), 0L);
            if (known <= in) {
                before.remove(shard.index()); // else it is another one with the same index
            }
            seen.put(shard.index(), in);
            sum += in;
        }
        past += before.values().stream().mapToLong(Long::longValue).sum();
        count = past + sum;
    }

    /** How many there were. */
    long count() {
        return count;
    }
}
