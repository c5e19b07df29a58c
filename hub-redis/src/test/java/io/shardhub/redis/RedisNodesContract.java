package io.shardhub.redis;

import io.shardhub.cluster.ClusterBus;
import io.shardhub.contract.ClusterNodesContract;
import io.shardhub.options.ClusterOptions;
import io.shardhub.redis.fixture.SharedRedis;
import io.shardhub.redis.fixture.TcpProxy;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;

/** The suite of nodes and outages over a real Redis; each bus has a network of its own. */
abstract class RedisNodesContract extends ClusterNodesContract {

    private final String prefix = SharedRedis.prefix();
    private final Map<ClusterBus, TcpProxy> networks = new ConcurrentHashMap<>();
    private final DeliveryMode mode;
    private boolean reachable = true;

    RedisNodesContract(DeliveryMode mode) {
        this.mode = mode;
    }

    @Override
    protected ClusterBus bus() {
        TcpProxy network = new TcpProxy(SharedRedis.server().port());
        if (!reachable) {
            network.cut();
        }
        ClusterBus bus = new RedisClusterBus(
                RedisOptions.standalone("127.0.0.1", network.port())
                        .withPrefix(prefix)
                        .withMode(mode)
                        .withTimeout(Duration.ofMillis(500)),
                ClusterOptions.defaults(5).withHeartbeat(Duration.ofMillis(400)).withBuffer(BUFFER));
        networks.put(bus, network);
        return bus;
    }

    @Override
    protected void kill(ClusterBus bus) {
        networks.get(bus).cut();
    }

    @Override
    protected void engine(boolean isReachable) {
        reachable = isReachable;
        networks.values().forEach(isReachable ? TcpProxy::open : TcpProxy::cut);
    }

    @AfterEach
    void closeNetworks() {
        networks.values().forEach(TcpProxy::close);
    }
}
