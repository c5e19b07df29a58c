package io.shardhub.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shardhub.cluster.BusSnapshot;
import io.shardhub.cluster.Target;
import io.shardhub.options.ClusterOptions;
import io.shardhub.redis.fixture.Certificate;
import io.shardhub.redis.fixture.Chatter;
import io.shardhub.redis.fixture.Conversation;
import io.shardhub.redis.fixture.Ports;
import io.shardhub.redis.fixture.RedisServer;
import io.shardhub.redis.fixture.RedisShards;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.ClientKillParams;

/** Passwords, ACL users with no more rights than they need, and encrypted connections. */
@Timeout(120)
final class AccessTest {

    private static final ClusterOptions CLUSTER = ClusterOptions.defaults(5).withHeartbeat(Duration.ofSeconds(1));

    /** What {@link RedisAccess} says that a bus needs. */
    private static final String RIGHTS = "on >secret resetkeys ~quiz:* resetchannels &quiz:* -@all +@connection"
            + " +publish +subscribe +unsubscribe +eval +time +zadd +zrem +zrange +zrevrange +zrangebyscore"
            + " +zremrangebyscore +zscore +hset +hget +hdel +hgetall +get +set +pexpire +xadd +xrange +xrevrange";

    private static final RedisAccess BUS = RedisAccess.open().withUser("bus", "secret");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Target ALL = new Target.All();

    @ParameterizedTest
    @EnumSource
    void userNeedsOnlyTheseRights(DeliveryMode mode) throws Exception {
        try (RedisServer redis = RedisServer.start(("--user default off --user bus " + RIGHTS).split(" "))) {
            talk(RedisOptions.standalone("127.0.0.1", redis.port()), mode);
        }
    }

    /** Whoever may not ask for the role of a server stays outside. */
    @ParameterizedTest
    @EnumSource
    void userNeedsOnlyTheRoleInAdditionWithSentinel(DeliveryMode mode) throws Exception {
        try (RedisServer master = RedisServer.start(("--user bus " + RIGHTS).split(" "));
                RedisServer sentinel = RedisServer.sentinel(master.port());
                Jedis jedis = master.jedis()) {
            RedisOptions options =
                    sentinel(sentinel).withPrefix("quiz").withMode(mode).withAccess(BUS);
            try (Chatter locked = new Chatter("locked", new RedisClusterBus(options, CLUSTER))) {
                await().during(Duration.ofSeconds(1)).atMost(PATIENCE).until(() -> !locked.isVerified());
                jedis.aclSetUser("bus", "+role");
                await().atMost(PATIENCE).until(locked::isVerified);
            }
            talk(sentinel(sentinel), mode);
        }
    }

    private static RedisOptions sentinel(RedisServer sentinel) {
        return RedisOptions.sentinel("main", new RedisAddress("127.0.0.1", sentinel.port()));
    }

    @ParameterizedTest
    @EnumSource
    void userNeedsOnlyChannelsAndSlotsInAdditionInRedisCluster(DeliveryMode mode) throws Exception {
        RedisShards.assumePossible();
        String[] rights = (RIGHTS + " +spublish +ssubscribe +sunsubscribe +cluster|slots").split(" ");
        try (RedisShards shards = new RedisShards(3)) {
            for (RedisServer server : shards.servers()) {
                try (Jedis jedis = server.jedis()) {
                    jedis.aclSetUser("bus", rights);
                }
            }
            RedisAddress seed =
                    new RedisAddress("127.0.0.1", shards.servers().get(0).port());
            talk(RedisOptions.cluster(seed), mode);
        }
    }

    private static void talk(RedisOptions redis, DeliveryMode mode) throws Exception {
        RedisOptions options = redis.withPrefix("quiz").withMode(mode).withAccess(BUS);
        try (Conversation nodes = new Conversation(2, () -> new RedisClusterBus(options, CLUSTER))) {
            nodes.begin(100);
            nodes.goOn(20);
            nodes.end();
            assertThat(nodes.lost() + nodes.unknownLosses()).as("lost").isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void wrongPasswordIsAnOutageAndNotAFailure(DeliveryMode mode) throws Exception {
        try (RedisServer redis = RedisServer.start("--user", "a", "on", ">secret", "~*", "&*", "+@all");
                Jedis jedis = redis.jedis();
                Chatter other = new Chatter("b", bus(redis, mode, RedisAccess.open()));
                Chatter node =
                        new Chatter("a", bus(redis, mode, RedisAccess.open().withUser("a", "guess")))) {
            await().atMost(PATIENCE).until(other::isVerified);
            speaksOnlyWhenItIsIn(node, other, jedis, 1);
            jedis.aclSetUser("a", "resetpass", ">another");
            jedis.clientKill(ClientKillParams.clientKillParams().user("a"));
            await().atMost(PATIENCE).until(() -> !node.isVerified());
            speaksOnlyWhenItIsIn(node, other, jedis, 2);
            assertThat(other.lost() + other.unknownLosses()).as("lost").isZero();
            assertThat(node.refused()).as("refused").isZero();
            assertThat(node.bus().snapshot().outgoing()).isEqualTo(new BusSnapshot.Outgoing(2, 0, 0, 0));
            assertThat(node.faults()).isEmpty();
            assertThat(other.faults()).isEmpty();
        }
    }

    /** Locked out, what it says waits; it arrives when the password is the one that the node has. */
    private static void speaksOnlyWhenItIsIn(Chatter node, Chatter other, Jedis jedis, int messages) {
        node.say(ALL);
        await().during(Duration.ofSeconds(1))
                .atMost(PATIENCE)
                .until(() -> !node.isVerified()
                        && node.bus().snapshot().outgoing().waiting() == 1
                        && other.heard(ALL) == messages - 1);
        jedis.aclSetUser("a", ">guess");
        await().atMost(PATIENCE).until(() -> node.isVerified() && other.heard(ALL) == messages);
    }

    private static RedisClusterBus bus(RedisServer redis, DeliveryMode mode, RedisAccess access) {
        return new RedisClusterBus(
                RedisOptions.standalone("127.0.0.1", redis.port())
                        .withMode(mode)
                        .withAccess(access),
                CLUSTER);
    }

    @Test
    @SuppressWarnings("try") // it listens on the port that its settings name
    void encryptedConnectionsCarryMessages(@TempDir Path directory) throws Exception {
        Certificate certificate = new Certificate(directory, "ip:127.0.0.1");
        int port = Ports.free();
        try (RedisServer redis = RedisServer.start(certificate.settings(port))) {
            RedisOptions options = RedisOptions.standalone("127.0.0.1", port)
                    .withAccess(RedisAccess.open().withTls(certificate.trusting()));
            try (Conversation nodes = new Conversation(2, () -> new RedisClusterBus(options, CLUSTER))) {
                nodes.begin(100);
                nodes.goOn(20);
                nodes.end();
                assertThat(nodes.lost()).as("lost").isZero();
            }
        }
    }

    @Test
    @SuppressWarnings("try")
    void certificateOfAnotherNameIsNotAccepted(@TempDir Path directory) throws Exception {
        Certificate certificate = new Certificate(directory, "dns:somebody.example");
        int port = Ports.free();
        try (RedisServer redis = RedisServer.start(certificate.settings(port));
                Chatter node = new Chatter(
                        "a",
                        new RedisClusterBus(
                                RedisOptions.standalone("127.0.0.1", port)
                                        .withAccess(RedisAccess.open().withTls(certificate.trusting())),
                                CLUSTER))) {
            node.say(new Target.All());
            await().during(Duration.ofSeconds(1))
                    .until(() -> !node.isVerified()
                            && node.bus().snapshot().outgoing().waiting() == 1);
        }
    }
}
