package io.shardhub.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shardhub.cluster.Target;
import io.shardhub.options.ClusterOptions;
import io.shardhub.redis.fixture.Certificate;
import io.shardhub.redis.fixture.Chatter;
import io.shardhub.redis.fixture.Conversation;
import io.shardhub.redis.fixture.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Passwords, ACL users with no more rights than they need, and encrypted connections. */
@Timeout(120)
final class AccessTest {

    private static final ClusterOptions CLUSTER = ClusterOptions.defaults(5).withHeartbeat(Duration.ofSeconds(1));

    /** What {@link RedisAccess} says that a bus needs. */
    private static final String RIGHTS = "on >secret resetkeys ~quiz:* resetchannels &quiz:* -@all +@connection"
            + " +publish +subscribe +unsubscribe +eval +time +zadd +zrem +zrange +zrevrange +zrangebyscore"
            + " +zremrangebyscore +zscore +hset +hget +hdel +hgetall +get +set +pexpire +xadd +xrange +xrevrange";

    @ParameterizedTest
    @EnumSource
    void userNeedsOnlyTheseRights(DeliveryMode mode) throws Exception {
        try (RedisServer redis = RedisServer.start(("--user default off --user bus " + RIGHTS).split(" "))) {
            RedisOptions options = RedisOptions.standalone("127.0.0.1", redis.port())
                    .withPrefix("quiz")
                    .withMode(mode)
                    .withAccess(RedisAccess.open().withUser("bus", "secret"));
            try (Conversation nodes = new Conversation(2, () -> new RedisClusterBus(options, CLUSTER))) {
                nodes.begin(100);
                nodes.goOn(20);
                nodes.end();
                assertThat(nodes.lost()).as("lost").isZero();
            }
        }
    }

    @Test
    void wrongPasswordIsAnOutageAndNotAFailure() throws Exception {
        try (RedisServer redis = RedisServer.start("--requirepass", "secret");
                Chatter node = new Chatter(
                        "a",
                        new RedisClusterBus(
                                RedisOptions.standalone("127.0.0.1", redis.port())
                                        .withAccess(RedisAccess.open().withPassword("guess")),
                                CLUSTER))) {
            node.say(new Target.All());
            assertThat(node.bus().snapshot().outgoing().waiting()).isEqualTo(1);
            assertThat(node.isVerified()).isFalse();
        }
    }

    @Test
    @SuppressWarnings("try") // it listens on the port that its settings name
    void encryptedConnectionsCarryMessages(@TempDir Path directory) throws Exception {
        Certificate certificate = new Certificate(directory, "ip:127.0.0.1");
        int port = RedisServer.freePort();
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
        int port = RedisServer.freePort();
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
