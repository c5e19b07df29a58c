package io.shardhub.examples.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shardhub.redis.DeliveryMode;
import io.shardhub.redis.RedisAddress;
import io.shardhub.redis.RedisOptions;
import io.shardhub.redis.fixture.RedisServer;
import io.shardhub.redis.fixture.RedisShards;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.util.JedisClusterCRC16;

/** Whole hubs with a thousand clients each, whose Redis is suddenly another one while everybody publishes. */
@Timeout(300)
final class HubsOnMovingRedisTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int CLIENTS = 1_000;
    private static final int NODES = 3;

    @ParameterizedTest
    @EnumSource
    void everyMessageArrivesOnceInOrderOrIsCountedWhenAReplicaTakesOver(DeliveryMode mode) throws Exception {
        try (RedisServer master = RedisServer.start("--appendonly", "yes");
                RedisServer replica = RedisServer.start("--replicaof", "127.0.0.1 " + master.port());
                RedisServer sentinel = RedisServer.deposingSentinel(master.port())) {
            await().atMost(PATIENCE).until(sentinel::knowsReplica);
            RedisOptions redis = RedisOptions.sentinel("main", address(sentinel));
            try (HubNodes nodes = new HubNodes(NODES, CLIENTS, mode, node -> redis)) {
                nodes.goOn(10);
                nodes.outage(() -> {
                    awaitReplicated(master); // what a replica never got is lost: see FailoverTest
                    master.kill();
                    nodes.awaitDeaf();
                });
                nodes.goOn(10);
                nodes.end();
                try (Jedis next = replica.jedis()) {
                    assertThat(next.info("replication")).contains("role:master");
                }
                report("a replica takes over", mode, nodes);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyMessageArrivesOnceInOrderOrIsCountedWhenASlotMoves(DeliveryMode mode) throws Exception {
        RedisShards.assumePossible();
        try (RedisShards shards = new RedisShards(3)) {
            RedisOptions redis = RedisOptions.cluster(address(shards.servers().get(0)));
            int slot = JedisClusterCRC16.getSlot("{0}");
            int owner = shards.owner(slot);
            try (HubNodes nodes = new HubNodes(NODES, CLIENTS, mode, node -> redis)) {
                for (int move = 0; move < 2; move++) {
                    int from = (owner + move) % 3;
                    nodes.goOn(10);
                    nodes.outage(() -> {
                        shards.move(slot, from, (from + 1) % 3);
                        nodes.goOn(10);
                    });
                }
                nodes.goOn(10);
                nodes.end();
                report("a slot moves twice", mode, nodes);
            }
        }
    }

    /** From now on nothing is written, and what was written has been copied. */
    private static void awaitReplicated(RedisServer master) {
        try (Jedis jedis = master.jedis()) {
            jedis.sendCommand(Protocol.Command.CLIENT, "PAUSE", "10000", "WRITE");
            assertThat(jedis.waitReplicas(1, 5_000)).isEqualTo(1);
        }
    }

    private static RedisAddress address(RedisServer server) {
        return new RedisAddress("127.0.0.1", server.port());
    }

    private static void report(String fault, DeliveryMode mode, HubNodes nodes) {
        System.out.println(
                NODES + " hubs of " + CLIENTS + " clients, " + fault + ", " + mode + ": lost " + nodes.lost());
    }
}
