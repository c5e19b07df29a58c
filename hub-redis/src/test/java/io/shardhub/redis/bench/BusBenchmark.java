package io.shardhub.redis.bench;

import io.shardhub.Priority;
import io.shardhub.SendResult;
import io.shardhub.cluster.ClusterListener;
import io.shardhub.cluster.ClusterMessage;
import io.shardhub.cluster.NodeInfo;
import io.shardhub.cluster.Target;
import io.shardhub.options.ClusterOptions;
import io.shardhub.redis.DeliveryMode;
import io.shardhub.redis.RedisClusterBus;
import io.shardhub.redis.RedisOptions;
import io.shardhub.redis.fixture.RedisServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;

/** What the bus costs over bare Jedis, side by side. Not among the tests of a build: it measures, and asserts nothing. */
final class BusBenchmark {

    private static final String PAYLOAD = "{\"type\":\"RESULT_UPDATE\",\"data\":{\"quiz\":42,\"answers\":[1,2,3,4]}}";
    private static final Target TOPIC = new Target.Topic("quiz");
    private static final int SAMPLES = 5_000;
    private static final int ROUNDS = 4;
    private static final int MESSAGES = 1_000_000;
    private static final int CHANNELS = 50_000;

    private final RedisServer redis = RedisServer.start();

    @AfterEach
    void close() {
        redis.close();
    }

    private RedisClusterBus bus(String id, DeliveryMode mode, Consumer<ClusterMessage> received) {
        RedisClusterBus bus = new RedisClusterBus(
                RedisOptions.standalone("127.0.0.1", redis.port()).withMode(mode), ClusterOptions.defaults(5));
        ClusterListener listener = received::accept;
        bus.start(new NodeInfo(id, null), listener);
        until(() -> bus.snapshot().verified());
        return bus;
    }

    /** One message at a time, from before the call to the listener of the other side. */
    @Test
    void latency() throws Exception {
        SynchronousQueue<Long> arrivals = new SynchronousQueue<>();
        JedisPubSub subscriber = new JedisPubSub() {
            @Override
            public void onMessage(String channel, String message) {
                hand(arrivals);
            }
        };
        try (Jedis publishing = redis.jedis();
                Jedis subscribed = redis.jedis()) {
            Thread thread = new Thread(() -> subscribed.subscribe(subscriber, "bare"));
            thread.start();
            until(subscriber::isSubscribed);
            for (DeliveryMode mode : DeliveryMode.values()) {
                try (RedisClusterBus a = bus("a", mode, message -> {});
                        RedisClusterBus b = bus("b", mode, message -> hand(arrivals))) {
                    b.subscribe(TOPIC);
                    until(() -> publishing.pubsubChannels("hub:topic:*").size() == 1);
                    long[][] bare = new long[ROUNDS][];
                    long[][] ours = new long[ROUNDS][];
                    for (int round = 0; round < ROUNDS; round++) {
                        bare[round] = sample(arrivals, () -> publishing.publish("bare", PAYLOAD));
                        ours[round] = sample(arrivals, () -> a.publish(TOPIC, Priority.NORMAL, PAYLOAD));
                    }
                    Latency bareLatency = Latency.of(bare);
                    Latency oursLatency = Latency.of(ours);
                    bareLatency.print("latency, bare Jedis beside " + mode);
                    oursLatency.print("latency, bus in mode " + mode);
                    System.out.printf(
                            "%-40s median +%.1f us (wanted: at most 1,500), p99 %.2fx (wanted: at most 2)%n",
                            "bus in mode " + mode + " over bare Jedis",
                            oursLatency.medianMicros - bareLatency.medianMicros,
                            oursLatency.p99Micros / bareLatency.p99Micros);
                }
            }
            subscriber.unsubscribe();
            thread.join();
        }
    }

    private static void hand(SynchronousQueue<Long> arrivals) {
        try {
            arrivals.offer(System.nanoTime(), 1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long[] sample(SynchronousQueue<Long> arrivals, Runnable publish) throws InterruptedException {
        long[] nanos = new long[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            long start = System.nanoTime();
            publish.run();
            nanos[i] = arrivals.take() - start;
        }
        return nanos;
    }

    private record Latency(double medianMicros, double p90Micros, double p99Micros) {

        /** The first round warms up and is left out. */
        static Latency of(long[][] rounds) {
            long[] all = Arrays.stream(rounds)
                    .skip(1)
                    .flatMapToLong(Arrays::stream)
                    .sorted()
                    .toArray();
            return new Latency(
                    all[all.length / 2] / 1e3, all[all.length * 9 / 10] / 1e3, all[all.length * 99 / 100] / 1e3);
        }

        void print(String what) {
            System.out.printf(
                    "%-40s median %6.1f us, p90 %6.1f us, p99 %6.1f us%n", what, medianMicros, p90Micros, p99Micros);
        }
    }

    /** Small messages that nobody takes, from one thread, until Redis has acknowledged the last one. */
    @Test
    void throughput() throws Exception {
        redisBenchmark();
        for (int round = 0; round < 2; round++) {
            double bare;
            try (Jedis jedis = redis.jedis()) {
                int count = MESSAGES / 10;
                bare = rate(count, () -> {
                    for (int i = 0; i < count; i++) {
                        jedis.publish("hub:topic:quiz", PAYLOAD);
                    }
                });
            }
            System.out.printf("%-40s %,10.0f messages/s%n", "Jedis, one PUBLISH at a time", bare);
            for (DeliveryMode mode : DeliveryMode.values()) {
                try (RedisClusterBus a = bus("a", mode, message -> {})) {
                    double ours = rate(MESSAGES, () -> publishAll(a));
                    System.out.printf(
                            "%-40s %,10.0f messages/s (wanted: 100,000), %.1fx Jedis (wanted: 3)%n",
                            "bus in mode " + mode, ours, ours / bare);
                }
            }
        }
    }

    private static void publishAll(RedisClusterBus bus) {
        for (int i = 0; i < MESSAGES; i++) {
            while (bus.publish(TOPIC, Priority.NORMAL, PAYLOAD) != SendResult.ACCEPTED) {
                LockSupport.parkNanos(100_000);
            }
        }
        until(() -> bus.snapshot().outgoing().published() >= MESSAGES);
    }

    private static double rate(int count, Runnable work) {
        long start = System.nanoTime();
        work.run();
        return count * 1e9 / (System.nanoTime() - start);
    }

    private void redisBenchmark() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        "redis-benchmark",
                        "-p",
                        "" + redis.port(),
                        "-n",
                        "1000000",
                        "-P",
                        "16",
                        "-q",
                        "PUBLISH",
                        "hub:topic:quiz",
                        PAYLOAD)
                .redirectErrorStream(true)
                .start();
        String[] lines =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).split("[\r\n]+", -1);
        System.out.println("redis-benchmark -P 16: " + lines[lines.length - 1]);
        process.waitFor();
    }

    /** From the moment at which a restarted Redis answers. */
    @Test
    void restore() {
        try (RedisClusterBus a = bus("a", DeliveryMode.PUBSUB, message -> {})) {
            for (int i = 0; i < CHANNELS; i++) {
                a.subscribe(new Target.User("user-" + i));
            }
            for (int round = 0; round < 3; round++) {
                redis.kill();
                until(() -> !a.snapshot().verified());
                redis.restart();
                long start = System.nanoTime();
                until(() -> a.snapshot().verified());
                System.out.printf(
                        "%,d channels restored and verified after %.2f s (wanted: under 5)%n",
                        CHANNELS, (System.nanoTime() - start) / 1e9);
            }
        }
    }

    private static void until(java.util.function.BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("it takes too long");
            }
            LockSupport.parkNanos(100_000);
        }
    }
}
