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
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** From when on a subscription counts that is asked for while its node cannot hear, and until when one that is left. */
@Timeout(120)
final class LateSubscriptionTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Target ALL = new Target.All();
    private static final Target EARLY = new Target.Topic("early");
    private static final Target LATE = new Target.User("late");

    private final RedisServer redis = RedisServer.start();
    private final TcpProxy network = new TcpProxy(redis.port());

    @AfterEach
    void close() {
        network.close();
        redis.close();
    }

    private static Chatter node(String id, int port, DeliveryMode mode, Target... wanted) {
        RedisOptions options =
                RedisOptions.standalone("127.0.0.1", port).withMode(mode).withTimeout(Duration.ofMillis(500));
        ClusterOptions cluster = ClusterOptions.defaults(5).withHeartbeat(Duration.ofSeconds(1));
        return new Chatter(id, new RedisClusterBus(options, cluster), wanted);
    }

    private static void awaitHearing(Chatter node, Chatter origin) {
        await().atMost(PATIENCE).until(() -> node.isVerified() && origin.isVerified());
        await().atMost(PATIENCE).until(() -> {
            origin.say(EARLY);
            return node.heard(EARLY) > 0;
        });
        await().atMost(PATIENCE).until(() -> node.heardUpTo("a", EARLY) == origin.said(EARLY));
    }

    private static void awaitPublished(Chatter origin) {
        await().atMost(PATIENCE).until(() -> origin.bus().snapshot().outgoing().waiting() == 0);
    }

    private static void say(Chatter origin, Target target, int count) {
        for (int i = 0; i < count; i++) {
            origin.say(target);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoSubscribesDuringAnOutageHearsWhatIsPublishedOnceItIsOverAndNothingElseIsCounted(DeliveryMode mode) {
        try (Chatter origin = node("a", redis.port(), mode);
                Chatter node = node("b", network.port(), mode, EARLY)) {
            awaitHearing(node, origin);
            network.cut();
            await().atMost(PATIENCE).until(() -> !node.isVerified());
            say(origin, LATE, 20);
            node.bus().subscribe(LATE);
            say(origin, LATE, 20);
            say(origin, EARLY, 20);
            awaitPublished(origin);
            network.open();
            await().atMost(PATIENCE).until(node::isVerified);
            say(origin, LATE, 10);

            await().atMost(PATIENCE).until(() -> node.heardUpTo("a", LATE) == 50);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(node.heard(EARLY) + node.lost(EARLY))
                            .as("heard %d, lost %d", node.heard(EARLY), node.lost(EARLY))
                            .isEqualTo(origin.said(EARLY)));
            assertThat(node.heard(LATE)).as("heard").isEqualTo(10);
            assertThat(node.lost(LATE)).as("lost").isZero();
            assertThat(node.lost(EARLY))
                    .as("lost of what was wanted before")
                    .isEqualTo(mode == DeliveryMode.PUBSUB ? 20 : 0);
            assertThat(node.unknownLosses()).as("losses not counted").isZero();
            assertThat(node.faults()).isEmpty();
        }
    }

    /** What the log still has is nobody's any more. */
    @ParameterizedTest
    @EnumSource
    void whoLeavesDuringAnOutageIsOwedWhatWasPublishedUntilThen(DeliveryMode mode) {
        try (Chatter origin = node("a", redis.port(), mode);
                Chatter node = node("b", network.port(), mode, EARLY)) {
            awaitHearing(node, origin);
            long before = node.heard(EARLY);
            network.cut();
            await().atMost(PATIENCE).until(() -> !node.isVerified());
            say(origin, EARLY, 20);
            awaitPublished(origin);
            node.bus().unsubscribe(EARLY);
            await().atMost(PATIENCE).until(() -> !origin.nodes().contains("b")); // much longer than a question takes
            say(origin, EARLY, 30);
            say(origin, ALL, 1);
            awaitPublished(origin);
            network.open();
            await().atMost(PATIENCE).until(node::isVerified);

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(node.heard(ALL) + node.lost(ALL))
                            .as("heard and lost of what it still wants")
                            .isEqualTo(1));
            assertThat(node.heard(EARLY)).as("heard").isEqualTo(before);
            assertThat(node.lost(EARLY)).as("lost").isEqualTo(mode == DeliveryMode.PUBSUB ? 20 : 0);
            assertThat(node.unknownLosses()).as("losses not counted").isZero();
            assertThat(node.faults()).isEmpty();
        }
    }
}
