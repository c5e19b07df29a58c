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
    private static final int PAUSE = Integer.getInteger("fault.pause", 400); // messages to all; 2,000 for 20 seconds

    private static ClusterBus bus(int port, DeliveryMode mode) {
        return new RedisClusterBus(
                RedisOptions.standalone("127.0.0.1", port).withMode(mode).withTimeout(Duration.ofMillis(500)),
                ClusterOptions.defaults(5).withHeartbeat(Duration.ofSeconds(1)));
    }

    @ParameterizedTest
    @EnumSource
    void redisIsKilledAndRestarted(DeliveryMode mode) throws Exception {
        try (RedisServer redis = RedisServer.start("--appendonly", "yes");
                Conversation nodes = new Conversation(NODES, () -> bus(redis.port(), mode))) {
            nodes.begin(RATE);
            for (int round = 0; round < 3; round++) {
                nodes.goOn(100);
                redis.kill();
                nodes.awaitVerified(false);
                nodes.recover(redis::restart);
            }
            nodes.goOn(100);
            nodes.end();
            nodes.record("redis is killed and restarted", mode);
            nodes.awaitAgreement();
            assertThat(mode == DeliveryMode.PUBSUB || nodes.lost() == 0)
                    .as("nothing lost")
                    .isTrue();
            assertThat(nodes.unknownLosses()).as("losses not counted").isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void redisStopsForAWhile(DeliveryMode mode) throws Exception {
        try (RedisServer redis = RedisServer.start();
                Conversation nodes = new Conversation(NODES, () -> bus(redis.port(), mode))) {
            nodes.begin(RATE);
            nodes.goOn(100);
            redis.pause();
            nodes.awaitVerified(false);
            nodes.goOn(PAUSE);
            nodes.recover(redis::resume);
            nodes.goOn(100);
            nodes.end();
            nodes.record("redis stops for a while", mode);
            nodes.awaitAgreement();
            assertThat(mode == DeliveryMode.PUBSUB || nodes.lost() == 0)
                    .as("nothing lost")
                    .isTrue();
            assertThat(nodes.unknownLosses()).as("losses not counted").isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneNodeLosesItsNetwork(DeliveryMode mode) throws Exception {
        try (RedisServer redis = RedisServer.start();
                TcpProxy network = new TcpProxy(redis.port())) {
            List<Integer> ports = new ArrayList<>(List.of(redis.port(), redis.port(), network.port()));
            try (Conversation nodes = new Conversation(NODES, () -> bus(ports.remove(0), mode))) {
                nodes.begin(RATE);
                nodes.goOn(100);
                network.cut();
                nodes.goOn(100);
                nodes.recover(network::open);
                nodes.goOn(100);
                nodes.end();
                nodes.record("one node loses its network", mode);
                nodes.awaitAgreement();
                assertThat(mode == DeliveryMode.PUBSUB || nodes.lost() == 0)
                        .as("nothing lost")
                        .isTrue();
                assertThat(nodes.unknownLosses()).as("losses not counted").isZero();
            }
        }
    }

    /** No connection ends, and nothing comes through: only the probe can tell. */
    @ParameterizedTest
    @EnumSource
    void oneNetworkFreezes(DeliveryMode mode) throws Exception {
        try (RedisServer redis = RedisServer.start();
                TcpProxy network = new TcpProxy(redis.port())) {
            List<Integer> ports = new ArrayList<>(List.of(redis.port(), redis.port(), network.port()));
            try (Conversation nodes = new Conversation(NODES, () -> bus(ports.remove(0), mode))) {
                nodes.begin(RATE);
                nodes.goOn(100);
                network.freeze();
                nodes.goOn(200);
                nodes.recover(network::open);
                nodes.goOn(100);
                nodes.end();
                nodes.record("one network freezes", mode);
                nodes.awaitAgreement();
                assertThat(mode == DeliveryMode.PUBSUB || nodes.lost() == 0)
                        .as("nothing lost")
                        .isTrue();
            }
        }
    }

    /** Slower than the probes are sent, but not by as much as a timeout. */
    @ParameterizedTest
    @EnumSource
    void oneNetworkIsSlow(DeliveryMode mode) throws Exception {
        try (RedisServer redis = RedisServer.start();
                TcpProxy network = new TcpProxy(redis.port())) {
            List<Integer> ports = new ArrayList<>(List.of(redis.port(), redis.port(), network.port()));
            try (Conversation nodes = new Conversation(NODES, () -> bus(ports.remove(0), mode))) {
                nodes.begin(RATE);
                nodes.goOn(50);
                network.delay(100);
                nodes.goOn(200);
                nodes.recover(() -> network.delay(0));
                nodes.end();
                nodes.record("one network is slow", mode);
                nodes.awaitAgreement();
                assertThat(nodes.lost()).as("lost").isZero();
            }
        }
    }
}
