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
     * Returns which of the offered shards shall own a client. Offered are those that accept clients: one that is drained or
     * has failed is left out by the caller, so the list may be longer or shorter the next time, and a place in it is not
     * the index of a shard.
     *
     * @param identity who arrives
     * @param shards the loads of the offered shards; at least one, not to be changed or kept
     * @return the place of the chosen shard in {@code shards}, 0 to {@code shards.size() - 1}
     */
    @AnyThread
    int shardFor(Identity identity, List<ShardLoad> shards);

    /**
     * Whether all clients of one user are always given the same shard while the offered shards stay the same. The hub then
     * sends a further client of a connected user to the shard where the user is.
     */
    default boolean keepsUsersTogether() {
        return false;
    }
}
