package io.shardhub.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shardhub.cluster.Target;
import io.shardhub.options.ClusterOptions;
import io.shardhub.redis.fixture.Chatter;
import io.shardhub.redis.fixture.RedisServer;
import io.shardhub.redis.fixture.TcpProxy;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What counts as a duplicate when Redis was killed and the log is read again. */
@Timeout(120)
final class DuplicatesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Target TOPIC = new Target.Topic("quiz");
    private static final Target OTHER = new Target.Topic("other");

    private final RedisServer redis = RedisServer.start("--appendonly", "yes", "--appendfsync", "always");
    private final TcpProxy network = new TcpProxy(redis.port());
    private final TcpProxy wayOfOrigin = new TcpProxy(redis.port());
    private final Chatter origin = node("a", wayOfOrigin.port());
    private final Chatter node = node("b", redis.port(), TOPIC);

    private static Chatter node(String id, int port, Target... wanted) {
        return new Chatter(
                id,
                new RedisClusterBus(
                        RedisOptions.standalone("127.0.0.1", port)
                                .withMode(DeliveryMode.STREAMS)
                                .withTimeout(Duration.ofMillis(500)),
                        ClusterOptions.defaults(5)
                                .withHeartbeat(Duration.ofSeconds(5))), // a silent one is not over before the end
                wanted);
    }

    @AfterEach
    void close() {
        node.close();
        origin.close();
        wayOfOrigin.close();
        network.close();
        redis.close();
    }

    @Test
    void logIsReadFromWhatWasHeardLastAndNothingOfItIsADuplicate() {
        awaitHearing(origin);
        say(20);
        awaitHeard();
        outage();
        assertThat(duplicates()).isZero();
    }

    /** Up to there the node has heard all of both: what it has heard of the other one since comes again. */
    @Test
    void logIsReadFromWhereAnotherOriginWasHeardLastAndWhatIsWantedOfItCountsAsDuplicates() {
        try (Chatter silent = node("c", network.port())) {
            awaitHearing(origin);
            awaitHearing(silent);
            network.cut();
            await().atMost(PATIENCE).until(() -> !silent.isVerified());
            say(20);
            awaitHeard();
            assertThat(duplicates()).as("before the outage").isZero();
            outage();
            assertThat(duplicates()).isEqualTo(20);
        }
    }

    private void awaitHearing(Chatter who) {
        await().atMost(PATIENCE).until(() -> node.isVerified() && who.isVerified());
        await().atMost(PATIENCE).until(() -> {
            who.say(TOPIC);
            return node.heardUpTo(who.id(), TOPIC) > 0;
        });
        await().atMost(PATIENCE).until(() -> node.heardUpTo(who.id(), TOPIC) == who.said(TOPIC));
    }

    private void say(int count) {
        for (int i = 0; i < count; i++) {
            origin.say(TOPIC);
            origin.say(OTHER);
        }
    }

    private void awaitHeard() {
        await().atMost(PATIENCE).until(() -> node.heardUpTo("a", TOPIC) == origin.said(TOPIC));
        await().atMost(PATIENCE)
                .until(() -> origin.bus().snapshot().outgoing().waiting() == 0); // else it is sent again
    }

    /**
     * All that is said meanwhile is heard when it is over. It is published only when the node has read the log: what comes on a channel
     * while that is read may be in both.
     */
    private void outage() {
        wayOfOrigin.cut();
        redis.kill();
        await().atMost(PATIENCE).until(() -> !node.isVerified() && !origin.isVerified());
        say(30);
        redis.restart();
        await().atMost(PATIENCE).until(node::isVerified);
        wayOfOrigin.open();
        awaitHeard();
        await().atMost(PATIENCE) // counted once it was told
                .untilAsserted(() -> assertThat(node.bus().snapshot().incoming().received())
                        .as("told once each")
                        .isEqualTo(node.heard(TOPIC)));
        assertThat(node.lost() + node.unknownLosses()).as("lost").isZero();
        assertThat(node.faults()).isEmpty();
    }

    private long duplicates() {
        return node.bus().snapshot().incoming().duplicates();
    }
}
