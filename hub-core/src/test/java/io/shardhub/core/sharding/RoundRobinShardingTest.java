package io.shardhub.core.sharding;

import io.shardhub.contract.ShardingStrategyContract;
import io.shardhub.sharding.ShardingStrategy;

final class RoundRobinShardingTest extends ShardingStrategyContract {

    @Override
    protected ShardingStrategy strategy() {
        return new RoundRobinSharding();
    }

    @Override
    protected double maxToMean() {
        return 1.001;
    }
}
