package io.shardhub.sharding;

import io.shardhub.annotation.AnyThread;
import io.shardhub.auth.Identity;
import java.util.List;

/**
 * Chooses the shard of a new client. Only the choice is made here: messages find their clients by index, so any answer is
 * correct and a strategy may change its mind for the next client.
 *
 * <p><b>Threading:</b> any thread, concurrently. Must be quick and never block. An exception or an index out of range
 * refuses the client with a clear message.
 */
@FunctionalInterface
public interface ShardingStrategy {

    /**
     * Returns the index of the shard that shall own a client.
     *
     * @param identity who arrives
     * @param shards the loads of all shards by index, an estimate; at least one
     * @return 0 to {@code shards.size() - 1}
     */
    @AnyThread
    int shardFor(Identity identity, List<ShardLoad> shards);

    /** Whether all clients of one user are always given the same shard while the number of shards stays the same. */
    default boolean keepsUsersTogether() {
        return false;
    }
}
