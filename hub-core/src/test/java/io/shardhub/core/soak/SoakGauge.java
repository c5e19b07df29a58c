package io.shardhub.core.soak;

import io.shardhub.auth.Identity;
import io.shardhub.sharding.ShardLoad;
import io.shardhub.sharding.ShardingStrategy;
import java.util.List;

/** A strategy that lets the senders see, for next to nothing, how much waits in the shards: clients come all the time. */
final class SoakGauge implements ShardingStrategy {

    private final ShardingStrategy strategy;
    private volatile List<ShardLoad> loads = List.of();

    SoakGauge(ShardingStrategy strategy) {
        this.strategy = strategy;
    }

    /** The commands that wait in the fullest of the shards that take clients. */
    int deepest() {
        int deepest = 0;
        for (ShardLoad load : loads) {
            deepest = Math.max(deepest, load.mailbox());
        }
        return deepest;
    }

    @Override
    public int shardFor(Identity identity, List<ShardLoad> shards) {
        loads = List.copyOf(shards);
        return strategy.shardFor(identity, shards);
    }

    @Override
    public boolean keepsUsersTogether() {
        return strategy.keepsUsersTogether();
    }
}
