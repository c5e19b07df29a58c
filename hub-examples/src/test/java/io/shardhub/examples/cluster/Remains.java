package io.shardhub.examples.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shardhub.redis.fixture.RedisServer;
import java.time.Duration;
import java.util.List;
import redis.clients.jedis.Jedis;

/** What hubs have, and leave, in Redis and in this process. */
final class Remains {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Remains() {}

    /** The names of connections of hubs. */
    static List<String> connections(Jedis jedis) {
        return jedis.clientList()
                .lines()
                .map(line -> line.replaceAll(".* name=(\\S*) .*", "$1"))
                .filter(name -> name.startsWith("shardhub-"))
                .sorted()
                .toList();
    }

    /** All hubs are closed, or gone: no connection, channel, node or thread is theirs. */
    static void checkNothingIsLeft(RedisServer redis) {
        try (Jedis jedis = redis.jedis()) {
            await().atMost(PATIENCE).until(() -> connections(jedis).isEmpty());
            assertThat(jedis.pubsubChannels()).as("channels").isEmpty();
            assertThat(jedis.zcard("hub:nodes")).as("nodes").isZero();
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .extracting(Thread::getName)
                        .noneMatch(name -> name.contains(HubNode.name(0).replaceAll("\\d", ""))));
    }
}
