package io.shardhub.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shardhub.cluster.NodeStatus;
import io.shardhub.cluster.Target;
import io.shardhub.options.ClusterOptions;
import io.shardhub.redis.fixture.Chatter;
import io.shardhub.redis.fixture.NodeProcess;
import io.shardhub.redis.fixture.RedisServer;
import io.shardhub.redis.fixture.ReportingProcess;
import io.shardhub.redis.fixture.TcpProxy;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;

/** What the others see of a node that dies, or seems to; each runs in a process of its own with a wrong clock. */
@Timeout(120)
final class NodeFaultTest {

    private static final Duration HEARTBEAT = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Target ALL = new Target.All();

    private static Chatter node(String id, int port, DeliveryMode mode, Duration clockOffset) {
        return new Chatter(
                id,
                new RedisClusterBus(
                        RedisOptions.standalone("127.0.0.1", port)
                                .withMode(mode)
                                .withTimeout(Duration.ofMillis(500)),
                        ClusterOptions.defaults(5).withHeartbeat(HEARTBEAT),
                        Clock.offset(Clock.systemUTC(), clockOffset)));
    }

    @ParameterizedTest
    @EnumSource
    void nodeIsKilled(DeliveryMode mode) throws Exception {
        try (RedisServer redis = RedisServer.start();
                Chatter a = node("a", redis.port(), mode, Duration.ofHours(-5));
                Chatter b = node("b", redis.port(), mode, Duration.ofDays(3))) {
            awaitNodes(List.of(a, b), "a", "b");
            await().atMost(PATIENCE).until(() -> a.isVerified() && b.isVerified());
            try (ReportingProcess process =
                    NodeProcess.start("c", redis.port(), mode, HEARTBEAT, Duration.ofMinutes(7))) {
                awaitNodes(List.of(a, b), "a", "b", "c");
                await().atMost(PATIENCE).until(() -> a.heard(ALL) > 20 && b.heard(ALL) > 20);
                process.kill();
                awaitNodes(List.of(a, b), "a", "b");
            }
            assertThat(a.events()).containsExactlyInAnyOrder("joined b", "joined c", "died c");
            assertThat(b.events()).containsExactlyInAnyOrder("joined a", "joined c", "died c");
            assertThat(a.heardUpTo("c", ALL))
                    .as("both heard all up to the same message of it")
                    .isEqualTo(b.heardUpTo("c", ALL))
                    .isEqualTo(a.heard(ALL))
                    .isEqualTo(b.heard(ALL));
            goOn(a, b);
            try (Jedis jedis = redis.jedis()) {
                assertThat(jedis.zrange("hub:nodes", 0, -1)).as("the register").containsExactlyInAnyOrder("a", "b");
                assertThat(jedis.hkeys("hub:nodes:states"))
                        .as("what nodes said")
                        .containsOnly("a", "b");
                assertThat(jedis.zcard("hub:nodes:gone"))
                        .as("it was buried once")
                        .isEqualTo(1);
            }
        }
    }

    /** Those that are left hear each other as before. */
    private static void goOn(Chatter a, Chatter b) {
        for (int i = 0; i < 20; i++) {
            a.say(ALL);
            b.say(ALL);
        }
        await().atMost(PATIENCE).until(() -> a.heardUpTo("b", ALL) == 20 && b.heardUpTo("a", ALL) == 20);
        for (Chatter node : List.of(a, b)) {
            assertThat(node.lost() + node.unknownLosses() + node.refused())
                    .as("lost")
                    .isZero();
            assertThat(node.faults()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void nodeThatWasKilledComesAgainAtOnce(DeliveryMode mode) throws Exception {
        try (RedisServer redis = RedisServer.start();
                Chatter a = node("a", redis.port(), mode, Duration.ZERO);
                ReportingProcess first = NodeProcess.start("b", redis.port(), mode, HEARTBEAT, Duration.ZERO)) {
            awaitNodes(List.of(a), "a", "b");
            first.kill();
            try (ReportingProcess second =
                    NodeProcess.start("b", redis.port(), mode, HEARTBEAT, Duration.ofHours(-1))) {
                await().atMost(PATIENCE).until(() -> a.events().size() >= 3);
                assertThat(a.events()).containsExactly("joined b", "died b", "joined b");
                long before = a.heard(ALL);
                await().atMost(PATIENCE).until(() -> a.heard(ALL) > before + 20);
                assertThat(second.ask("")).contains("faults=0", "nodes=[a, b]");
            }
        }
    }

    /** The survivor speaks less often than it means to, because Redis is far away. */
    @ParameterizedTest
    @EnumSource
    void nodeDiesToTheOnlyOtherOneHoweverSlowThatIs(DeliveryMode mode) throws Exception {
        Duration heartbeat = Duration.ofMillis(400);
        try (RedisServer redis = RedisServer.start();
                TcpProxy network = new TcpProxy(redis.port());
                Chatter a = new Chatter(
                        "a",
                        new RedisClusterBus(
                                RedisOptions.standalone("127.0.0.1", network.port())
                                        .withMode(mode),
                                ClusterOptions.defaults(5).withHeartbeat(heartbeat)));
                ReportingProcess process = NodeProcess.start("b", redis.port(), mode, heartbeat, Duration.ZERO)) {
            awaitNodes(List.of(a), "a", "b");
            network.delay(70);
            process.kill();
            await().atMost(PATIENCE).until(() -> a.events().contains("died b"));
        }
    }

    /** Longer than it takes to be taken for dead; what it published before and after arrives once, in order. */
    @ParameterizedTest
    @EnumSource
    void nodeIsPausedAndResumed(DeliveryMode mode) throws Exception {
        try (RedisServer redis = RedisServer.start();
                Chatter a = node("a", redis.port(), mode, Duration.ofDays(-1));
                ReportingProcess process = NodeProcess.start("b", redis.port(), mode, HEARTBEAT, Duration.ZERO)) {
            awaitNodes(List.of(a), "a", "b");
            long incarnation = incarnation(a);
            awaitListeners(redis, 2); // a node is known before it hears
            a.talk(100, ALL);
            await().atMost(PATIENCE).until(() -> a.heard(ALL) > 20);
            process.pause();
            awaitNodes(List.of(a), "a");
            process.resume();
            awaitNodes(List.of(a), "a", "b");
            assertThat(a.events()).containsExactly("joined b", "died b", "joined b");
            assertThat(incarnation(a)).isGreaterThan(incarnation);
            long before = a.heard(ALL);
            await().atMost(PATIENCE).until(() -> a.heard(ALL) > before + 20);
            a.hush();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(process.ask(""))
                            .contains("heard=" + a.said(ALL) + " lost=0 faults=0 nodes=[a, b]"));
            assertThat(a.faults()).isEmpty();
            assertThat(a.lost()).as("lost").isZero();
        }
    }

    private static void awaitListeners(RedisServer redis, long count) {
        try (Jedis jedis = redis.jedis()) {
            await().atMost(PATIENCE).until(() -> jedis.pubsubNumSub("hub:all").get("hub:all") == count);
        }
    }

    /** Days apart, each of them; the register has Redis' time. */
    @ParameterizedTest
    @EnumSource
    void clocksThatAreDaysApartChangeNothing(DeliveryMode mode) throws Exception {
        try (RedisServer redis = RedisServer.start();
                Jedis jedis = redis.jedis()) {
            long before = micros(jedis);
            try (Chatter a = node("a", redis.port(), mode, Duration.ofDays(-400));
                    Chatter b = node("b", redis.port(), mode, Duration.ZERO);
                    Chatter c = node("c", redis.port(), mode, Duration.ofDays(400))) {
                List<Chatter> all = List.of(a, b, c);
                awaitNodes(all, "a", "b", "c");
                await().atMost(PATIENCE).until(() -> all.stream().allMatch(Chatter::isVerified));
                all.forEach(node -> node.talk(100, ALL));
                await().atMost(PATIENCE)
                        .until(() -> all.stream().allMatch(node -> node.heard(ALL) > 400)); // two seconds
                for (Chatter node : all) {
                    node.hush();
                }
                long after = micros(jedis);
                for (Chatter node : all) {
                    long others = all.stream().mapToLong(each -> each.said(ALL)).sum() - node.said(ALL);
                    await().atMost(PATIENCE).until(() -> node.heard(ALL) == others);
                    assertThat(node.faults()).isEmpty();
                    assertThat(node.events()).as("nobody went").noneMatch(event -> event.startsWith("died"));
                    assertThat(node.bus().nodes())
                            .extracting(NodeStatus::incarnation)
                            .allMatch(incarnation -> before <= incarnation && incarnation <= after);
                }
            }
        }
    }

    private static long micros(Jedis jedis) {
        List<String> time = jedis.time();
        return Long.parseLong(time.get(0)) * 1_000_000 + Long.parseLong(time.get(1));
    }

    private static long incarnation(Chatter node) {
        return node.bus().nodes().stream()
                .filter(status -> status.id().equals("b"))
                .map(NodeStatus::incarnation)
                .findFirst()
                .orElseThrow();
    }

    private static void awaitNodes(List<Chatter> nodes, String... ids) {
        for (Chatter node : nodes) {
            await().alias("what " + node.id() + " knows")
                    .atMost(PATIENCE)
                    .until(() -> node.nodes().equals(List.of(ids)));
        }
    }
}
