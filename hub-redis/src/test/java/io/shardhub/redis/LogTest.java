package io.shardhub.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shardhub.cluster.Target;
import io.shardhub.options.ClusterOptions;
import io.shardhub.redis.fixture.Chatter;
import io.shardhub.redis.fixture.RedisServer;
import io.shardhub.redis.fixture.TcpProxy;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.XAddParams;

/** What a node does when the log no longer has what it missed. */
@Timeout(120)
final class LogTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Target ALL = new Target.All();
    private static final Target TOPIC = new Target.Topic("quiz");
    private static final Target OTHER = new Target.Topic("other");

    private final RedisServer redis = RedisServer.start();
    private final TcpProxy network = new TcpProxy(redis.port());
    private final Chatter origin = node("a", redis.port());
    private final Chatter node = node("b", network.port(), TOPIC);

    private static Chatter node(String id, int port, Target... wanted) {
        return new Chatter(
                id,
                new RedisClusterBus(
                        RedisOptions.standalone("127.0.0.1", port)
                                .withMode(DeliveryMode.STREAMS)
                                .withRetention(100)
                                .withTimeout(Duration.ofMillis(500)),
                        ClusterOptions.defaults(5).withHeartbeat(Duration.ofSeconds(1))),
                wanted);
    }

    @AfterEach
    void close() {
        node.close();
        origin.close();
        network.close();
        redis.close();
    }

    /** The subscription has taken effect, and everything was heard. */
    private void awaitHearing() {
        await().atMost(PATIENCE).until(() -> node.isVerified() && origin.isVerified());
        await().atMost(PATIENCE).until(() -> {
            origin.say(TOPIC);
            return node.heard(TOPIC) > 0;
        });
        await().atMost(PATIENCE).until(() -> node.heardUpTo("a", TOPIC) == origin.said(TOPIC));
    }

    @Test
    void whatTheLogNoLongerHasIsCountedAndTold() {
        outage(() -> say(5_000));
        assertThat(node.lost(TOPIC)).as("lost").isPositive();
        assertThat(node.heard(TOPIC)).as("heard of what the log still has").isGreaterThan(1);
        assertThat(node.bus().snapshot().incoming().gaps()).as("gaps").isPositive();
    }

    @Test
    void whatTheLogStillHasIsNotMissed() {
        outage(() -> say(50));
        assertThat(node.lost()).as("lost").isZero();
    }

    /** As a failover to a replica that lagged behind: the ids begin again before those that were heard. */
    @Test
    void logThatWasRewoundIsAGap() {
        outage(() -> {
            say(50);
            awaitPublished(origin);
            try (Jedis jedis = redis.jedis()) {
                jedis.del("hub:log");
                jedis.xadd("hub:log", XAddParams.xAddParams().id("1-1"), Map.of("e", "x"));
            }
        });
        assertThat(node.lost(TOPIC)).as("lost").isEqualTo(50);
    }

    /** It is heard for the first time when much of what it said is no longer in the log. */
    @Test
    void whatANodeSaidThatCameDuringAnOutageIsCountedFromItsBeginning() {
        awaitHearing();
        long before = node.heard(TOPIC);
        cutOff();
        try (Chatter late = node("late", redis.port())) {
            await().atMost(PATIENCE).until(late::isVerified);
            for (int i = 0; i < 2_000; i++) {
                late.say(TOPIC);
                late.say(OTHER);
            }
            awaitPublished(late);
            comeBack();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(node.heard(TOPIC) + node.lost(TOPIC))
                            .as("heard %d, lost %d", node.heard(TOPIC), node.lost(TOPIC))
                            .isEqualTo(before + late.said(TOPIC)));
            assertThat(node.lost(TOPIC)).as("lost").isPositive();
            assertThat(node.heard(TOPIC)).as("heard of what the log still has").isGreaterThan(before);
            assertThat(node.lost(OTHER)).as("lost of what it never wanted").isZero();
            assertThat(node.faults()).isEmpty();
        }
    }

    /** Of one nothing is left in the log, of the other the end. */
    @ParameterizedTest
    @ValueSource(ints = {10, 2_000})
    void whatANodeSaidThatCameAndWentDuringAnOutageIsALossThatNobodyCanCount(int messages) {
        awaitHearing();
        cutOff();
        comesAndGoes(messages);
        say(messages < 1_000 ? 5_000 : 0);
        comeBack();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(node.unknownLosses())
                        .as("losses not counted")
                        .isEqualTo(1));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(node.heardFrom("a", TOPIC) + node.lost(TOPIC))
                        .as("heard and lost of the one that is still there")
                        .isEqualTo(origin.said(TOPIC)));
        assertThat(node.heardFrom("brief", TOPIC) > 0)
                .as("something of the one that is gone is left")
                .isEqualTo(messages > 1_000);
        assertThat(node.faults()).isEmpty();
    }

    @Test
    void whatANodeSaidThatCameAndWentDuringAnOutageIsHeardWhileTheLogHasIt() {
        awaitHearing();
        cutOff();
        comesAndGoes(20);
        comeBack();
        await().atMost(PATIENCE).until(() -> node.heardFrom("brief", TOPIC) == 20);
        assertThat(node.lost() + node.unknownLosses()).as("lost").isZero();
        assertThat(node.faults()).isEmpty();
    }

    private void comesAndGoes(int messages) {
        try (Chatter brief = node("brief", redis.port())) {
            await().atMost(PATIENCE).until(brief::isVerified);
            for (int i = 0; i < messages; i++) {
                brief.say(TOPIC);
                brief.say(OTHER);
            }
            awaitPublished(brief);
        }
    }

    @Test
    void nodeIsNotReadyBeforeItHasReadWhatItMissed() {
        awaitHearing();
        try (Jedis jedis = redis.jedis()) {
            cutOff();
            say(20);
            jedis.aclSetUser("default", "-xrange");
            network.open();
            await().atMost(PATIENCE).until(() -> !jedis.aclLog().isEmpty());
            assertThat(node.isVerified()).isFalse();
            jedis.aclSetUser("default", "+xrange");
        }
        await().atMost(PATIENCE).until(node::isVerified);
        await().atMost(PATIENCE).until(() -> node.heard(TOPIC) == origin.said(TOPIC));
        assertThat(node.faults()).isEmpty();
    }

    private void outage(Runnable meanwhile) {
        awaitHearing();
        await().atMost(PATIENCE).until(() -> node.heard(TOPIC) == origin.said(TOPIC));
        cutOff();
        meanwhile.run();
        comeBack();
        origin.say(ALL);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(node.heard(TOPIC) + node.lost(TOPIC))
                        .as("heard %d, lost %d", node.heard(TOPIC), node.lost(TOPIC))
                        .isEqualTo(origin.said(TOPIC)));
        assertThat(node.faults()).isEmpty();
        assertThat(node.lost(OTHER)).as("lost of what it never wanted").isZero();
        assertThat(node.unknownLosses()).as("losses not counted").isZero();
    }

    private void cutOff() {
        network.cut();
        await().atMost(PATIENCE).until(() -> !node.isVerified());
    }

    private void comeBack() {
        awaitPublished(origin);
        network.open();
        await().atMost(PATIENCE).until(node::isVerified);
    }

    private static void awaitPublished(Chatter who) {
        await().atMost(PATIENCE).until(() -> who.bus().snapshot().outgoing().waiting() == 0);
    }

    private void say(int count) {
        for (int i = 0; i < count; i++) {
            origin.say(TOPIC);
            origin.say(OTHER);
        }
    }
}
