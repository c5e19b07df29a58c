package io.shardhub.examples.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shardhub.redis.DeliveryMode;
import io.shardhub.redis.fixture.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;

/** Whole hubs with a thousand clients each on a real Redis, to all of which something happens while everybody publishes. */
@Timeout(300)
final class HubsOnRedisTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int CLIENTS = 1_000;

    @ParameterizedTest
    @EnumSource
    @SuppressWarnings("try") // closed before what it leaves behind is looked at
    void everyMessageArrivesOnceInOrderOrIsCountedWhateverHappens(DeliveryMode mode) throws Exception {
        try (RedisServer redis = RedisServer.start("--appendonly", "yes");
                Networks networks = new Networks(4, redis);
                HubNodes nodes = new HubNodes(4, CLIENTS, mode, networks::redis)) {
            nodes.goOn(10);
            nodes.outage(() -> {
                redis.kill();
                nodes.awaitDeaf();
                redis.restart();
            });
            nodes.goOn(10);
            nodes.outage(() -> {
                redis.pause();
                nodes.awaitDeaf();
                nodes.goOn(20);
                redis.resume();
            });
            nodes.goOn(10);
            nodes.outage(() -> {
                networks.all().forEach(network -> network.delay(100));
                nodes.goOn(20);
                networks.all().forEach(network -> network.delay(0));
            });
            nodes.goOn(10);
            nodes.lose(3, networks.of(3));
            nodes.goOn(10);
            nodes.outage(() -> {
                networks.of(2).freeze(); // longer than it takes to be taken for dead
                for (int other : List.of(0, 1)) {
                    await().atMost(PATIENCE)
                            .until(() -> nodes.node(other).events().contains("died " + HubNode.name(2)));
                }
                networks.of(2).open();
            });
            nodes.goOn(10);
            nodes.end();
            System.out.println("3 hubs of " + CLIENTS + " clients, " + mode + ": lost " + nodes.lost());
            checkRedis(redis, nodes.size());
            nodes.close();
            Remains.checkNothingIsLeft(redis);
        }
    }

    /** One connection of each kind for each node, and a channel for what has takers. */
    private static void checkRedis(RedisServer redis, int nodes) {
        try (Jedis jedis = redis.jedis()) {
            TreeSet<String> expected = IntStream.range(0, nodes)
                    .mapToObj(HubNode::name)
                    .flatMap(name -> Stream.of("publisher-0", "subscriber-0", "heartbeat")
                            .map(role -> "shardhub-" + name + "-" + role))
                    .collect(Collectors.toCollection(TreeSet::new));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(Remains.connections(jedis)).containsExactlyElementsOf(expected));
            assertThat(jedis.pubsubChannels("hub:topic:*")).hasSize(HubNode.TOPICS);
            assertThat(jedis.pubsubChannels("hub:user:*")).hasSize(CLIENTS);
            assertThat(jedis.pubsubNumSub("hub:user:u7", "hub:topic:t7", "hub:all"))
                    .containsValues((long) nodes, (long) nodes, (long) nodes);
        }
    }
}
