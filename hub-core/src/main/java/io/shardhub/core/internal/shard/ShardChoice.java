package io.shardhub.core.internal.shard;

import io.shardhub.annotation.AnyThread;
import io.shardhub.auth.Identity;
import io.shardhub.sharding.ShardLoad;
import io.shardhub.sharding.ShardingStrategy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks the strategy for the shard of a new client, and offers it only the shards that accept clients.
 *
 * <p>Where users are kept together, a user who is here already decides: its next client goes where it is, although the
 * strategy would give another answer since shards were added, drained or lost, or since a rebalancing moved the user.
 */
@AnyThread
record ShardChoice(ShardingStrategy strategy, TakerIndex users) {

    /**
     * The shard that a new client shall be given.
     *
     * @param shards all shards by index
     * @return null if no shard accepts clients at this moment
     * @throws IllegalStateException if the strategy chooses one that was not offered
     */
    <T extends ShardLoad> @Nullable T among(List<T> shards, Identity identity) {
        if (strategy.keepsUsersTogether()) {
            int[] takers = users.takersOf(identity.userId());
            if (takers.length > 0) {
                return shards.get(takers[0]); // also if it is being drained: the user then moves as a whole
            }
        }
        List<T> offered = offered(shards);
        return offered.isEmpty() ? null : chosen(offered, identity);
    }

    private static <T extends ShardLoad> List<T> offered(List<T> shards) {
        for (T shard : shards) {
            if (!shard.accepting()) {
                return shards.stream().filter(ShardLoad::accepting).toList();
            }
        }
        return shards;
    }

    private <T extends ShardLoad> T chosen(List<T> offered, Identity identity) {
        int index = strategy.shardFor(identity, List.copyOf(offered));
        if (index < 0 || index >= offered.size()) {
            throw new IllegalStateException(
                    strategy + " chose shard " + index + " (expected: 0 to " + (offered.size() - 1) + ")");
        }
        return offered.get(index);
    }
}
