package io.shardhub.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shardhub.cluster.Target;
import io.shardhub.options.ClusterOptions;
import io.shardhub.redis.fixture.Chatter;
import io.shardhub.redis.fixture.RedisServer;
import io.shardhub.redis.fixture.TcpProxy;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.params.ClientKillParams;

/** A node that is cut off from sentinels, but not from the master that they depose. */
@Timeout(120)
final class SentinelSplitTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Four in a second: what a node knew before so many questions is older than the second that it counts for. */
    private static final int QUESTIONS = 8;

    private static final Target ALL = new Target.All();
    private static final String[] USERS =
            "--user watcher on >secret ~* &* +@all --user mover on >secret ~* &* +@all".split(" ");

    private static Chatter node(String id, DeliveryMode mode, RedisAccess access, Integer... sentinels) {
        RedisAddress[] addresses = Stream.of(sentinels)
                .map(port -> new RedisAddress("127.0.0.1", port))
                .toArray(RedisAddress[]::new);
        return new Chatter(
                id,
                new RedisClusterBus(
                        RedisOptions.sentinel("main", addresses)
                                .withMode(mode)
                                .withAccess(access)
                                .withTimeout(Duration.ofMillis(500)),
                        ClusterOptions.defaults(5).withHeartbeat(Duration.ofSeconds(1))));
    }

    /** The old master lives on, and the node with it: it hears itself, and nobody else. */
    @ParameterizedTest
    @EnumSource
    void nodeThatStaysWithADeposedMasterIsNotReadyAndLeavesItWhenItCanKnow(DeliveryMode mode) throws Exception {
        RedisAccess mover = RedisAccess.open().withUser("mover", "secret");
        try (RedisServer master = RedisServer.start(USERS);
                RedisServer replica = RedisServer.start(
                        Stream.concat(Stream.of("--replicaof", "127.0.0.1 " + master.port()), Stream.of(USERS))
                                .toArray(String[]::new));
                RedisServer sentinel = RedisServer.deposingSentinel(
                        master.port(), "sentinel auth-user main watcher", "sentinel auth-pass main secret");
                TcpProxy network = new TcpProxy(sentinel.port());
                Jedis old = master.jedis()) {
            await().atMost(PATIENCE).until(sentinel::knowsReplica);
            try (Chatter speaker = node("speaker", mode, mover, sentinel.port());
                    Chatter there = node("there", mode, mover, sentinel.port());
                    Chatter deaf = node("deaf", mode, RedisAccess.open(), network.port())) {
                awaitVerified(speaker, there, deaf);
                sayAndHear(speaker, 10, there, deaf);
                assertThat(old.waitReplicas(1, 10_000)).isEqualTo(1);
                network.cut();
                depose(old, replica);
                awaitVerified(speaker, there);
                sayAndHear(speaker, 25, there);
                await().atMost(PATIENCE).until(() -> !deaf.isVerified());
                assertThat(deaf.bus().snapshot().fault())
                        .isEqualTo("sentinels that agree on the master of main: 0 of 1 (expected: at least 1)");
                assertThat(old.clientList()).contains("shardhub-deaf-subscriber-0");
                assertThat(deaf.heard(ALL)).as("heard of the others").isEqualTo(10);
                network.open();
                await().atMost(PATIENCE).until(deaf::isVerified);
                await().atMost(PATIENCE).until(() -> !old.clientList().contains("shardhub-"));
                sayAndHear(speaker, 5, there, deaf);
                await().atMost(PATIENCE)
                        .untilAsserted(() ->
                                assertThat(deaf.heard(ALL) + deaf.lost(ALL)).isEqualTo(40));
                for (Chatter node : List.of(speaker, there, deaf)) {
                    await().atMost(PATIENCE).until(() -> node.nodes().equals(List.of("deaf", "speaker", "there")));
                    assertThat(node.unknownLosses()).as("losses not counted").isZero();
                    assertThat(node.faults()).isEmpty();
                }
                assertThat(deaf.lost(ALL)).as("counted").isEqualTo(mode == DeliveryMode.PUBSUB ? 25 : 0);
                assertThat(deaf.events()).as("who went").noneMatch(event -> event.startsWith("died"));
                assertThat(there.lost()).as("lost of what it heard").isZero();
            }
        }
    }

    /** To the sentinel the master is down, and it takes the replica; who was there as a mover has to go. */
    private static void depose(Jedis master, RedisServer replica) {
        master.aclSetUser("watcher", "-@all");
        await().atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(JedisConnectionException.class)
                .until(() -> isMaster(replica));
        master.aclSetUser("mover", "off");
        master.clientKill(ClientKillParams.clientKillParams().user("mover"));
        assertThat(master.info("replication"))
                .as("what the old master takes itself for")
                .contains("role:master");
    }

    /** Asks over a new connection; whoever is there while the role changes is sent away, and so may be this one. */
    private static boolean isMaster(RedisServer server) {
        try (Jedis jedis = server.jedis()) {
            return jedis.info("replication").contains("role:master");
        }
    }

    @Test
    void nodeIsReadyWhileMostSentinelsSayWhereTheMasterIsAndGoesOnIfTheyDoNot() throws Exception {
        try (RedisServer master = RedisServer.start();
                RedisServer sentinel = RedisServer.sentinel(master.port());
                TcpProxy second = new TcpProxy(sentinel.port());
                TcpProxy third = new TcpProxy(sentinel.port());
                Chatter speaker = node("speaker", DeliveryMode.PUBSUB, RedisAccess.open(), sentinel.port());
                Chatter node = node(
                        "node",
                        DeliveryMode.PUBSUB,
                        RedisAccess.open(),
                        second.port(),
                        third.port(),
                        sentinel.port())) {
            awaitVerified(speaker, node);
            long outages = node.bus().snapshot().outages();
            second.freeze();
            long asked = third.accepted() + QUESTIONS;
            await().atMost(PATIENCE).until(() -> third.accepted() >= asked);
            assertThat(node.bus().snapshot().outages()).isEqualTo(outages);
            third.cut();
            await().atMost(PATIENCE).until(() -> !node.isVerified());
            assertThat(node.bus().snapshot().fault())
                    .isEqualTo("sentinels that agree on the master of main: 1 of 3 (expected: at least 2)");
            sayAndHear(speaker, 10, node);
            third.open();
            await().atMost(PATIENCE).until(node::isVerified);
            assertThat(node.bus().snapshot().fault()).isNull();
            assertThat(node.lost() + node.unknownLosses()).as("lost").isZero();
        }
    }

    private static void awaitVerified(Chatter... nodes) {
        for (Chatter node : nodes) {
            await().atMost(PATIENCE).until(() -> node.bus().snapshot().verified());
        }
    }

    private static void sayAndHear(Chatter speaker, int messages, Chatter... hearers) {
        for (int i = 0; i < messages; i++) {
            speaker.say(ALL);
        }
        for (Chatter hearer : hearers) {
            await().atMost(PATIENCE).until(() -> hearer.heardUpTo("speaker", ALL) == speaker.said(ALL));
        }
    }
}
