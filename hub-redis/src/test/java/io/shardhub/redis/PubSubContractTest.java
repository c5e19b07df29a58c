package io.shardhub.redis;

import io.shardhub.cluster.ClusterBus;
import io.shardhub.contract.ClusterBusContract;
import io.shardhub.options.ClusterOptions;
import io.shardhub.redis.fixture.SharedRedis;

/** Runs the suite against pub/sub. */
final class PubSubContractTest extends ClusterBusContract {

    private final RedisOptions options =
            RedisOptions.standalone("127.0.0.1", SharedRedis.server().port()).withPrefix(SharedRedis.prefix());

    @Override
    protected ClusterBus bus() {
        return new RedisClusterBus(options, ClusterOptions.defaults(5));
    }
}
