package io.shardhub.redis;

import io.shardhub.cluster.NodeInfo;
import io.shardhub.options.ClusterOptions;
import io.shardhub.redis.internal.Site;
import io.shardhub.redis.internal.link.Dialer;
import io.shardhub.redis.internal.link.FixedServer;
import io.shardhub.redis.internal.link.SentinelServer;
import io.shardhub.redis.internal.link.Server;
import io.shardhub.redis.internal.link.SlotServer;
import io.shardhub.redis.internal.wire.KeySpace;
import io.shardhub.redis.internal.wire.Sender;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.util.JedisClusterCRC16;

/** What the options mean to the parts of a bus. */
final class Wiring {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final RedisOptions redis;
    private final ClusterOptions cluster;

    Wiring(RedisOptions redis, ClusterOptions cluster) {
        this.redis = redis;
        this.cluster = cluster;
    }

    /** For one life of a node. */
    Site site(NodeInfo self) {
        boolean sharded = redis.topology() instanceof RedisTopology.Cluster;
        KeySpace keys = new KeySpace(redis.prefix(), redis.partitions(), sharded);
        SentinelServer sentinels = sentinels();
        return new Site(
                new Sender(self.id(), RANDOM.nextLong()),
                keys,
                sentinels == null ? servers(keys) : partition -> sentinels,
                sentinels,
                dialer(redis.access()),
                new Site.Settings(
                        cluster.heartbeat().toNanos(),
                        redis.timeout().toNanos(),
                        cluster.buffer(),
                        sharded,
                        redis.mode() == DeliveryMode.STREAMS ? redis.retention() : 0),
                new CountDownLatch(1));
    }

    private @Nullable SentinelServer sentinels() {
        return redis.topology() instanceof RedisTopology.Sentinel sentinel
                ? new SentinelServer(sentinel.master(), places(sentinel.sentinels()), dialer(sentinel.access()))
                : null;
    }

    private IntFunction<Server> servers(KeySpace keys) {
        if (redis.topology() instanceof RedisTopology.Standalone standalone) {
            Server server = new FixedServer(place(standalone.address()));
            return partition -> server;
        }
        List<HostAndPort> seeds = places(((RedisTopology.Cluster) redis.topology()).seeds());
        return partition ->
                new SlotServer(JedisClusterCRC16.getSlot(keys.control(partition)), seeds, dialer(redis.access()));
    }

    private Dialer dialer(RedisAccess access) {
        int timeoutMillis = (int) redis.timeout().toMillis();
        JedisClientConfig config = DefaultJedisClientConfig.builder()
                .resp2()
                .connectionTimeoutMillis(timeoutMillis)
                .socketTimeoutMillis(timeoutMillis)
                .user(access.user())
                .password(access.password())
                .build();
        return new Dialer(config, access.tls());
    }

    private static List<HostAndPort> places(List<RedisAddress> addresses) {
        return addresses.stream().map(Wiring::place).toList();
    }

    private static HostAndPort place(RedisAddress address) {
        return new HostAndPort(address.host(), address.port());
    }
}
