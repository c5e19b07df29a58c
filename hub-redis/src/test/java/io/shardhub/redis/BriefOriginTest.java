package io.shardhub.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shardhub.cluster.Target;
import io.shardhub.options.ClusterOptions;
import io.shardhub.redis.fixture.Chatter;
import io.shardhub.redis.fixture.RedisServer;
import io.shardhub.redis.fixture.TcpProxy;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Where no log is kept, nobody can say what a node published that began and ended while another one heard nothing. */
@Timeout(120)
final class BriefOriginTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Target TOPIC = new Target.Topic("quiz");

    private static Chatter node(String id, int port) {
        return new Chatter(
                id,
                new RedisClusterBus(
                        RedisOptions.standalone("127.0.0.1", port)
                                .withMode(DeliveryMode.PUBSUB)
                                .withTimeout(Duration.ofMillis(500)),
                        ClusterOptions.defaults(5).withHeartbeat(Duration.ofSeconds(1))),
                TOPIC);
    }

    private static void awaitHearing(Chatter node, Chatter origin) {
        await().atMost(PATIENCE).until(() -> node.isVerified() && origin.isVerified());
        await().atMost(PATIENCE).until(() -> {
            origin.say(TOPIC);
            return node.heardUpTo(origin.id(), TOPIC) > 0;
        });
        await().atMost(PATIENCE).until(() -> node.heardUpTo(origin.id(), TOPIC) == origin.said(TOPIC));
    }

    @Test
    void whatItSaidIsNotCountedAndWhatOthersSaidIs() {
        try (RedisServer redis = RedisServer.start();
                TcpProxy network = new TcpProxy(redis.port());
                Chatter origin = node("a", redis.port());
                Chatter node = node("b", network.port())) {
            awaitHearing(node, origin);
            network.cut();
            await().atMost(PATIENCE).until(() -> !node.isVerified());
            try (Chatter brief = node("brief", redis.port())) {
                awaitHearing(origin, brief);
            }
            for (int i = 0; i < 20; i++) {
                origin.say(TOPIC);
            }
            await().atMost(PATIENCE)
                    .until(() -> origin.bus().snapshot().outgoing().waiting() == 0);
            network.open();
            await().atMost(PATIENCE).until(node::isVerified);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(node.lost(TOPIC))
                            .as("lost of the one that is still there")
                            .isEqualTo(20));
            origin.say(TOPIC);
            await().atMost(PATIENCE).until(() -> node.heardUpTo("a", TOPIC) == origin.said(TOPIC));

            assertThat(node.heardFrom("brief", TOPIC)).as("heard").isZero();
            assertThat(node.lost()).as("lost").isEqualTo(20);
            assertThat(node.unknownLosses()).as("losses not counted").isZero();
            assertThat(node.faults()).isEmpty();
        }
    }
}
