package io.shardhub.examples.cluster;

import io.shardhub.redis.RedisOptions;
import io.shardhub.redis.fixture.RedisServer;
import io.shardhub.redis.fixture.TcpProxy;
import java.util.List;
import java.util.stream.Stream;

/** One Redis, to which every node has a network of its own. */
final class Networks implements AutoCloseable {

    private final List<TcpProxy> networks;

    Networks(int nodes, RedisServer redis) {
        networks =
                Stream.generate(() -> new TcpProxy(redis.port())).limit(nodes).toList();
    }

    TcpProxy of(int node) {
        return networks.get(node);
    }

    List<TcpProxy> all() {
        return networks;
    }

    /** The Redis at the end of a node's network. */
    RedisOptions redis(int node) {
        return RedisOptions.standalone("127.0.0.1", of(node).port());
    }

    @Override
    public void close() {
        networks.forEach(TcpProxy::close);
    }
}
