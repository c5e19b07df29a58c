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
import io.shardhub.redis.fixture.Table;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;

/**
 * What the bus costs over bare Jedis, side by side, and what is wanted of it: a table in {@code target/speed.md}. Not among the tests
 * of a build: it measures, and asserts nothing.
 */
final class BusBenchmark {

    private static final String PAYLOAD = "{\"type\":\"RESULT_UPDATE\",\"data\":{\"quiz\":42,\"answers\":[1,2,3,4]}}";
    private static final Target TOPIC = new Target.Topic("quiz");
    private static final int SAMPLES = 10_000;
    private static final int ROUNDS = 6;
    private static final int MESSAGES = 1_000_000;
    private static final int CHANNELS = 50_000;
    private static final double ENOUGH = 100_000; // messages a second, of a Redis that takes three times as many
    private static final Table TABLE = new Table("speed.md", "what", "measured", "wanted", "met");
    private static final Pattern RATE = Pattern.compile("([0-9.]+) requests per second");

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
                    double added = oursLatency.medianMicros - bareLatency.medianMicros;
                    double times = oursLatency.p99Micros / bareLatency.p99Micros;
                    report("node to node, bare Jedis beside " + mode, bareLatency.toString(), "", "");
                    report("node to node, " + mode, oursLatency.toString(), "", "");
                    report(
                            "median over bare Jedis, " + mode,
                            String.format("%+.2f ms", added / 1e3),
                            "at most +1.5 ms",
                            added <= 1_500);
                    report(
                            "p99 over bare Jedis, " + mode,
                            String.format("%.2f times", times),
                            "at most 2 times",
                            times <= 2);
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

        /** The first rounds warm up and are left out. */
        static Latency of(long[][] rounds) {
            long[] all = Arrays.stream(rounds)
                    .skip(2)
                    .flatMapToLong(Arrays::stream)
                    .sorted()
                    .toArray();
            return new Latency(
                    all[all.length / 2] / 1e3, all[all.length * 9 / 10] / 1e3, all[all.length * 99 / 100] / 1e3);
        }

        @Override
        public String toString() {
            return String.format(
                    "median %.2f ms, p90 %.2f ms, p99 %.2f ms", medianMicros / 1e3, p90Micros / 1e3, p99Micros / 1e3);
        }
    }

    /** Small messages that nobody takes, from one thread, until Redis has acknowledged the last one. */
    @Test
    void throughput() throws Exception {
        double most = redisBenchmark();
        report("redis-benchmark PUBLISH -P 16", perSecond(most), "", "");
        for (int round = 0; round < 2; round++) { // the second is warm
            double bare;
            try (Jedis jedis = redis.jedis()) {
                int count = MESSAGES / 10;
                bare = rate(count, () -> {
                    for (int i = 0; i < count; i++) {
                        jedis.publish("hub:topic:quiz", PAYLOAD);
                    }
                });
            }
            if (round > 0) {
                report("Jedis, one PUBLISH for each message", perSecond(bare), "", "");
            }
            for (DeliveryMode mode : DeliveryMode.values()) {
                try (RedisClusterBus a = bus("a", mode, message -> {})) {
                    double ours = rate(MESSAGES, () -> publishAll(a));
                    if (round > 0) {
                        double enough = Math.min(ENOUGH, most / 3);
                        report("publish, " + mode, perSecond(ours), "at least " + perSecond(enough), ours >= enough);
                        report(
                                "publish over one PUBLISH for each message, " + mode,
                                String.format("%.1f times", ours / bare),
                                "at least 3 times",
                                ours >= 3 * bare);
                    }
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

    private static String perSecond(double rate) {
        return String.format("%,.0f/s", rate);
    }

    private static void report(String what, String measured, String wanted, boolean met) {
        report(what, measured, wanted, met ? "yes" : "no");
    }

    private static void report(String what, String measured, String wanted, String met) {
        TABLE.add(what, measured, wanted, met);
    }

    private double redisBenchmark() throws IOException, InterruptedException {
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
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return RATE.matcher(said)
                .results()
                .mapToDouble(rate -> Double.parseDouble(rate.group(1)))
                .max()
                .orElseThrow();
    }

    /** From the moment at which a restarted Redis answers. */
    @Test
    void restore() {
        try (RedisClusterBus a = bus("a", DeliveryMode.PUBSUB, message -> {})) {
            for (int i = 0; i < CHANNELS; i++) {
                a.subscribe(new Target.User("user-" + i));
            }
            double longest = 0;
            for (int round = 0; round < 3; round++) {
                redis.kill();
                until(() -> !a.snapshot().verified());
                redis.restart();
                long start = System.nanoTime();
                until(() -> a.snapshot().verified());
                longest = Math.max(longest, (System.nanoTime() - start) / 1e9);
            }
            report(
                    String.format("%,d channels restored and verified, longest of three restarts", CHANNELS),
                    String.format("%.2f s", longest),
                    "under 5 s",
                    longest < 5);
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
