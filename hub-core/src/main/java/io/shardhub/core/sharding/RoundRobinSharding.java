package io.shardhub.core.sharding;

import io.shardhub.auth.Identity;
import io.shardhub.sharding.ShardLoad;
import io.shardhub.sharding.ShardingStrategy;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Gives the next client to the next shard. */
public final class RoundRobinSharding implements ShardingStrategy {

    private final AtomicInteger next = new AtomicInteger();

    /** Begins with the first shard. */
    public RoundRobinSharding() {}

    @Override
    public int shardFor(Identity identity, List<ShardLoad> shards) {
        return Integer.remainderUnsigned(next.getAndIncrement(), shards.size());
    }
}
