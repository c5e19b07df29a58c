package io.shardhub.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.shardhub.cluster.ClusterBus;
import io.shardhub.options.ClusterOptions;
import io.shardhub.redis.fixture.Conversation;
import io.shardhub.redis.fixture.RedisServer;
import io.shardhub.redis.fixture.RedisShards;
import io.shardhub.redis.fixture.SharedRedis;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.util.JedisClusterCRC16;

/** What becomes of messages when another Redis takes over, while three nodes publish all the time. */
@Timeout(180)
final class FailoverTest {

    private static final int NODES = 3;
    private static final int RATE = 500;

    private static ClusterBus bus(RedisOptions options, DeliveryMode mode) {
        return new RedisClusterBus(
                options.withMode(mode).withTimeout(Duration.ofMillis(500)),
                ClusterOptions.defaults(5).withHeartbeat(Duration.ofSeconds(1)));
    }

    @ParameterizedTest
    @EnumSource
    void sentinelsMakeAReplicaTheMaster(DeliveryMode mode) throws Exception {
        try (RedisServer master = RedisServer.start("--appendonly", "yes");
                RedisServer replica = RedisServer.start("--replicaof", "127.0.0.1 " + master.port());
                RedisServer sentinel = RedisServer.sentinel(master.port())) {
            await().atMost(Duration.ofSeconds(30)).until(() -> knowsReplica(sentinel));
            RedisOptions options = RedisOptions.sentinel("main", new RedisAddress("127.0.0.1", sentinel.port()));
            try (Conversation nodes = new Conversation(NODES, () -> bus(options, mode))) {
                nodes.begin(RATE);
                nodes.goOn(200);
                nodes.recover(() -> {
                    master.kill();
                    nodes.awaitVerified(false);
                });
                nodes.goOn(200);
                nodes.end();
                nodes.record("sentinels make a replica the master", mode);
                nodes.awaitAgreement();
                try (Jedis jedis = replica.jedis()) {
                    assertThat(jedis.info("replication")).contains("role:master");
                }
                assertThat(nodes.unknownLosses()).as("losses not counted").isZero();
            }
        }
    }

    private static boolean knowsReplica(RedisServer sentinel) {
        try (Jedis jedis = sentinel.jedis()) {
            return jedis.sentinelReplicas("main").stream()
                    .anyMatch(replica ->
                            "slave".equals(replica.get("flags")) && "ok".equals(replica.get("master-link-status")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void slotMovesToAnotherServer(DeliveryMode mode) throws Exception {
        assumeTrue(
                SharedRedis.server().majorVersion() >= 7 || "true".equals(System.getenv("CI")),
                "sharded pub/sub needs Redis 7");
        try (RedisShards shards = new RedisShards(3)) {
            RedisAddress[] seeds = Stream.of(
                            shards.servers().get(0), shards.servers().get(1))
                    .map(server -> new RedisAddress("127.0.0.1", server.port()))
                    .toArray(RedisAddress[]::new);
            try (Conversation nodes = new Conversation(NODES, () -> bus(RedisOptions.cluster(seeds), mode))) {
                nodes.begin(RATE);
                nodes.goOn(200);
                int slot = JedisClusterCRC16.getSlot("{0}");
                int owner = shards.owner(slot);
                nodes.recover(() -> shards.move(slot, owner, (owner + 1) % 3));
                nodes.goOn(200);
                nodes.recover(() -> shards.move(slot, (owner + 1) % 3, (owner + 2) % 3));
                nodes.goOn(200);
                nodes.awaitVerified();
                nodes.end();
                nodes.record("slot moves to another server", mode);
                nodes.awaitAgreement();
                assertThat(mode == DeliveryMode.PUBSUB || nodes.lost() == 0)
                        .as("nothing lost")
                        .isTrue();
                assertThat(nodes.unknownLosses()).as("losses not counted").isZero();
            }
        }
    }
}
