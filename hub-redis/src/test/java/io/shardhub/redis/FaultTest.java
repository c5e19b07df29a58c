package io.shardhub.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.cluster.ClusterBus;
import io.shardhub.options.ClusterOptions;
import io.shardhub.redis.fixture.Conversation;
import io.shardhub.redis.fixture.RedisServer;
import io.shardhub.redis.fixture.TcpProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of messages when Redis fails, or the way to it, while three nodes publish all the time. */
@Timeout(180)
final class FaultTest {

    private static final int NODES = 3;
    private static final int RATE = 500; // messages a second of each node, a fifth of them to all
    private static final int PAUSE = 2_000; // messages to all: 20 seconds

    /** What happens in the middle of a conversation, and is healed in the end. */
    @FunctionalInterface
    private interface Trouble<T> {
        void happens(T with, Conversation nodes) throws Exception;
    }

    private static ClusterBus bus(int port, DeliveryMode mode) {
        return new RedisClusterBus(
                RedisOptions.standalone("127.0.0.1", port).withMode(mode).withTimeout(Duration.ofMillis(500)),
                ClusterOptions.defaults(5).withHeartbeat(Duration.ofSeconds(1)));
    }

    /** Something happens to the Redis of all. */
    private static void ofRedis(String fault, DeliveryMode mode, Trouble<RedisServer> trouble) throws Exception {
        try (RedisServer redis = RedisServer.start("--appendonly", "yes");
                Conversation nodes = new Conversation(NODES, () -> bus(redis.port(), mode))) {
            go(fault, mode, nodes, redis, trouble);
            assertThat(nodes.deaths()).as("taken for dead, while it was Redis").isEmpty();
        }
    }

    /** Something happens to the network of one. */
    private static void ofOneNetwork(String fault, DeliveryMode mode, Trouble<TcpProxy> trouble) throws Exception {
        try (RedisServer redis = RedisServer.start();
                TcpProxy network = new TcpProxy(redis.port())) {
            List<Integer> ports = new ArrayList<>(List.of(redis.port(), redis.port(), network.port()));
            try (Conversation nodes = new Conversation(NODES, () -> bus(ports.remove(0), mode))) {
                go(fault, mode, nodes, network, trouble);
            }
        }
    }

    private static <T> void go(String fault, DeliveryMode mode, Conversation nodes, T with, Trouble<T> trouble)
            throws Exception {
        nodes.begin(RATE);
        nodes.goOn(100);
        trouble.happens(with, nodes);
        nodes.goOn(100);
        nodes.end();
        nodes.record(fault, mode);
        nodes.awaitAgreement();
        assertThat(mode == DeliveryMode.PUBSUB || nodes.lost() == 0)
                .as("nothing lost")
                .isTrue();
        assertThat(nodes.unknownLosses()).as("losses not counted").isZero();
    }

    @ParameterizedTest
    @EnumSource
    void redisIsKilledAndRestarted(DeliveryMode mode) throws Exception {
        ofRedis("redis is killed and restarted", mode, (redis, nodes) -> {
            for (int round = 0; round < 3; round++) {
                nodes.outage(() -> {
                    redis.kill();
                    nodes.awaitVerified(false);
                    nodes.recover(redis::restart);
                });
                nodes.goOn(50);
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void redisStopsForAWhile(DeliveryMode mode) throws Exception {
        ofRedis("redis stops for a while", mode, (redis, nodes) -> {
            nodes.outage(() -> {
                redis.pause();
                nodes.awaitVerified(false);
                nodes.goOn(PAUSE);
                nodes.recover(redis::resume);
            });
        });
    }

    @ParameterizedTest
    @EnumSource
    void oneNodeLosesItsNetwork(DeliveryMode mode) throws Exception {
        ofOneNetwork("one node loses its network", mode, (network, nodes) -> {
            nodes.outage(() -> {
                network.cut();
                nodes.goOn(100);
                nodes.recover(network::open);
            });
        });
    }

    /** No connection ends, and nothing comes through: only the probe can tell. */
    @ParameterizedTest
    @EnumSource
    void oneNetworkFreezes(DeliveryMode mode) throws Exception {
        ofOneNetwork("one network freezes", mode, (network, nodes) -> {
            nodes.outage(() -> {
                network.freeze();
                nodes.goOn(200);
                nodes.recover(network::open);
            });
        });
    }

    /** Slower than the probes are sent, but not by as much as a timeout. */
    @ParameterizedTest
    @EnumSource
    void oneNetworkIsSlow(DeliveryMode mode) throws Exception {
        ofOneNetwork("one network is slow", mode, (network, nodes) -> {
            network.delay(100);
            nodes.goOn(200);
            nodes.recover(() -> network.delay(0));
            assertThat(nodes.lost()).as("lost").isZero();
        });
    }
}
