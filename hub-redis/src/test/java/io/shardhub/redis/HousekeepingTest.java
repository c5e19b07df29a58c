package io.shardhub.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shardhub.Priority;
import io.shardhub.cluster.ClusterListener;
import io.shardhub.cluster.ClusterMessage;
import io.shardhub.cluster.NodeInfo;
import io.shardhub.cluster.NodeStatus;
import io.shardhub.cluster.Target;
import io.shardhub.options.ClusterOptions;
import io.shardhub.redis.fixture.Chatter;
import io.shardhub.redis.fixture.Ports;
import io.shardhub.redis.fixture.RedisServer;
import io.shardhub.redis.internal.wire.EnvelopeCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;

/** What a bus leaves behind, what it makes of strangers' bytes, and what it does with many subscriptions. */
@Timeout(120)
final class HousekeepingTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MANY = 50_000;
    private static final ClusterOptions CLUSTER = ClusterOptions.defaults(5).withHeartbeat(Duration.ofSeconds(1));

    private final RedisServer redis = RedisServer.start();
    private final RedisOptions options =
            RedisOptions.standalone("127.0.0.1", redis.port()).withTimeout(Duration.ofSeconds(1));

    @AfterEach
    void close() {
        redis.close();
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsLeftOfABusThatClosed(DeliveryMode mode) throws Exception {
        long before = threads("redis-gone").size();
        Chatter node =
                new Chatter("gone", new RedisClusterBus(options.withMode(mode).withPartitions(3), CLUSTER));
        node.bus().subscribe(new Target.Topic("quiz"));
        await().atMost(PATIENCE).until(node::isVerified);
        assertThat(threads("redis-gone")).hasSizeGreaterThan(3);
        node.close();
        await().atMost(PATIENCE).until(() -> threads("redis-gone").size() == before);
        try (Jedis jedis = redis.jedis()) {
            await().atMost(PATIENCE).until(() -> !jedis.clientList().contains("shardhub-"));
            assertThat(jedis.pubsubChannels()).as("channels").isEmpty();
            assertThat(jedis.zcard("hub:nodes")).as("nodes").isZero();
        }
    }

    @Test
    void busThatNeverReachedRedisLeavesNoThread() throws Exception {
        Chatter node =
                new Chatter("lonely", new RedisClusterBus(RedisOptions.standalone("127.0.0.1", Ports.free()), CLUSTER));
        node.say(new Target.All());
        node.close();
        await().atMost(PATIENCE).until(() -> threads("redis-lonely").isEmpty());
        assertThat(node.bus().snapshot().outgoing().lost()).as("lost").isEqualTo(1);
    }

    @Test
    void strangersBytesAreCountedAndCostNothingElse() throws Exception {
        try (Chatter a = new Chatter("a", new RedisClusterBus(options, CLUSTER));
                Chatter b = new Chatter("b", new RedisClusterBus(options, CLUSTER));
                Jedis jedis = redis.jedis()) {
            await().atMost(PATIENCE).until(() -> a.isVerified() && b.isVerified());
            jedis.publish("hub:all", "hello");
            byte[] newer = {EnvelopeCodec.VERSION + 1, 1, 2, 3};
            jedis.publish("hub:all".getBytes(StandardCharsets.US_ASCII), newer);
            jedis.publish("hub:node:b", "");
            a.say(new Target.All());
            await().atMost(PATIENCE).until(() -> b.heard(new Target.All()) == 1);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(b.bus().snapshot().incoming())
                            .extracting("malformed", "skipped", "lost")
                            .containsExactly(2L, 1L, 0L));
        }
    }

    @Test
    void subscriptionIsLeftOnlyAWhileAfterTheLastTaker() throws Exception {
        Target topic = new Target.Topic("quiz");
        try (Chatter node = new Chatter("a", new RedisClusterBus(options, CLUSTER));
                Jedis jedis = redis.jedis()) {
            await().atMost(PATIENCE).until(node::isVerified); // a topic wanted before that goes with the node's own
            node.bus().subscribe(topic);
            await().atMost(PATIENCE)
                    .until(() -> jedis.pubsubChannels("hub:topic:*").size() == 1);
            for (int i = 0; i < 100; i++) {
                node.bus().unsubscribe(topic);
                node.bus().subscribe(topic);
            }
            node.bus().unsubscribe(topic);
            assertThat(jedis.pubsubChannels("hub:topic:*"))
                    .as("channels at once")
                    .hasSize(1);
            await().atMost(PATIENCE)
                    .until(() -> jedis.pubsubChannels("hub:topic:*").isEmpty());
            String stats = jedis.info("commandstats");
            assertThat(calls(stats, "unsubscribe")).isEqualTo(1);
            assertThat(calls(stats, "subscribe"))
                    .as(
                            "one for the node's own, one for the topic, and at most one for each return, which is to be confirmed")
                    .isBetween(2, 102);
        }
    }

    @Test
    void allWhoLeaveAtOnceAreLeft() throws Exception {
        try (Chatter node = new Chatter("a", new RedisClusterBus(options, CLUSTER), users())) {
            await().atMost(PATIENCE).until(() -> node.isVerified() && channels() == MANY);
            for (Target user : users()) {
                node.bus().unsubscribe(user);
            }
            await().atMost(PATIENCE).until(() -> channels() == 0);
        }
    }

    @Test
    void manySubscriptionsComeBackAfterARestart() throws Exception {
        try (Chatter node = new Chatter("a", new RedisClusterBus(options, CLUSTER), users())) {
            await().atMost(PATIENCE).until(() -> node.isVerified() && channels() == MANY);
            redis.kill();
            await().atMost(PATIENCE).until(() -> !node.isVerified());
            redis.restart();
            await().atMost(PATIENCE).until(node::isVerified);
            assertThat(channels()).isEqualTo(MANY);
        }
    }

    private long channels() {
        try (Jedis jedis = redis.jedis()) {
            return jedis.pubsubChannels("hub:user:*").size();
        }
    }

    private static Target[] users() {
        return IntStream.range(0, MANY).mapToObj(i -> new Target.User("u" + i)).toArray(Target[]::new);
    }

    @Test
    void secondNodeOfTheSameIdIsTheOneThatCounts() throws Exception {
        try (Chatter first = new Chatter("a", new RedisClusterBus(options, CLUSTER))) {
            await().atMost(PATIENCE).until(first::isVerified);
            try (Chatter second = new Chatter("a", new RedisClusterBus(options, CLUSTER))) {
                await().atMost(PATIENCE).until(() -> second.isVerified() && !first.isVerified());
                assertThat(first.bus().snapshot().fault())
                        .isEqualTo("another node runs under this id (expected: a different id on every node)");
            }
            await().atMost(PATIENCE).until(first::isVerified);
        }
    }

    @ParameterizedTest
    @CsvSource({"3, PUBSUB", "2, STREAMS", "1, PUBSUB"})
    @SuppressWarnings("try") // the first goes before the other
    void nodeThatDoesNotAgreeWithEarlierOnesWhereMessagesTravelIsNotReady(int partitions, DeliveryMode mode)
            throws Exception {
        try (Chatter first = new Chatter("b", new RedisClusterBus(options.withPartitions(2), CLUSTER))) {
            await().atMost(PATIENCE).until(first::isVerified);
            long outages = first.bus().snapshot().outages();
            try (Chatter other = new Chatter(
                    "a", new RedisClusterBus(options.withPartitions(partitions).withMode(mode), CLUSTER))) {
                await().atMost(PATIENCE)
                        .until(() -> String.valueOf(other.bus().snapshot().fault())
                                .startsWith("node b was here before and spreads its messages otherwise: "));
                await().atMost(PATIENCE).until(() -> !other.isVerified());
                assertThat(first.bus().snapshot().fault()).isNull();
                assertThat(first.bus().snapshot().outages()).isEqualTo(outages);
                first.close();
                await().atMost(PATIENCE).until(other::isVerified);
                assertThat(other.bus().snapshot().fault()).isNull();
            }
        }
    }

    @Test
    void listenerMayCloseItsBus() {
        AtomicInteger heard = new AtomicInteger();
        RedisClusterBus a = new RedisClusterBus(options, CLUSTER);
        RedisClusterBus b = new RedisClusterBus(options, CLUSTER);
        b.start(new NodeInfo("closer", null), new ClusterListener() {
            @Override
            public void received(ClusterMessage message) {
                heard.incrementAndGet();
                b.close();
            }
        });
        a.start(new NodeInfo("a", null), message -> {});
        await().atMost(PATIENCE).until(() -> {
            a.publish(new Target.All(), Priority.NORMAL, "x");
            return heard.get() > 0;
        });
        await().atMost(PATIENCE).until(() -> threads("redis-closer-").isEmpty());
        a.close();
        assertThat(heard).hasValue(1);
    }

    /** It hears of a node that comes only when it has time; meanwhile its own node is there to all others, and ready. */
    @Test
    void listenerThatTakesLongCostsNoHeartbeatAndNoProbe() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        List<String> joined = new CopyOnWriteArrayList<>();
        ClusterListener listener = new ClusterListener() {
            @Override
            public void received(ClusterMessage message) {
                busy.countDown();
                try {
                    release.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }

            @Override
            public void joined(NodeStatus node) {
                joined.add(node.id());
            }
        };
        RedisOptions two = options.withPartitions(2);
        try (RedisClusterBus slow = new RedisClusterBus(two, CLUSTER);
                Chatter a = new Chatter("a", new RedisClusterBus(two, CLUSTER))) {
            slow.start(new NodeInfo("slow", null), listener);
            await().atMost(PATIENCE).until(() -> slow.snapshot().verified() && joined.contains("a"));
            a.say(new Target.All());
            assertThat(busy.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            try (Chatter late = new Chatter("late", new RedisClusterBus(two, CLUSTER))) {
                await().atMost(PATIENCE).until(() -> late.nodes().equals(List.of("a", "late", "slow")));
                long verifications = slow.snapshot().outages();
                await().during(CLUSTER.heartbeat().multipliedBy(4))
                        .atMost(PATIENCE)
                        .until(() -> slow.snapshot().verified()
                                && a.events().stream().noneMatch(event -> event.startsWith("died")));
                assertThat(slow.snapshot().outages()).isEqualTo(verifications);
                assertThat(slow.nodes()).extracting(NodeStatus::id).containsExactly("a", "late", "slow");
                assertThat(joined).as("told so far").containsExactly("a");
                release.countDown();
                await().atMost(PATIENCE).until(() -> joined.equals(List.of("a", "late")));
            }
        }
    }

    private static int calls(String stats, String command) {
        return stats.lines()
                .filter(line -> line.startsWith("cmdstat_" + command + ":"))
                .mapToInt(line -> Integer.parseInt(line.replaceAll(".*:calls=(\\d+).*", "$1")))
                .sum();
    }

    private static List<String> threads(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith(prefix))
                .toList();
    }
}
