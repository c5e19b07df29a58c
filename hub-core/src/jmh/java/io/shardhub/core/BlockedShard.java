package io.shardhub.core;

import io.shardhub.Message;
import io.shardhub.core.internal.shard.HubClient;
import io.shardhub.options.HubOptions;
import io.shardhub.transport.Outgoing;
import io.shardhub.transport.WriteListener;
import io.shardhub.transport.WriteResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * How much longer do the deliveries of the other shards take while one shard is blocked?
 *
 * <p>Eight shards of 250 clients each and one sender, which broadcasts 500 times a second. Rounds of two seconds take turns: in
 * one nothing happens, in the next a connection of the first shard hangs in its first write, and the supervisor does not help.
 * Each delivery of the other shards is timed from the call of {@code broadcast} to the call of the connection. Every message
 * must reach every client, but for those that the blocked shard refused, which are counted.
 *
 * <p>Not a JMH benchmark, because only rounds that take turns can be compared on a machine that has other work:
 * {@code java -cp hub-core/target/benchmarks.jar io.shardhub.core.BlockedShard [pairs of rounds]}
 */
public final class BlockedShard {

    private static final int SHARDS = 8;
    private static final int CLIENTS = 2_000;
    private static final int PER_SHARD = CLIENTS / SHARDS;
    private static final int BROADCASTS = 1_000;
    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final long[] sentAt = new long[BROADCASTS]; // written before the broadcast that publishes it
    private final Samples[] samples = new Samples[SHARDS];
    private final List<TimedConnection> connections = new ArrayList<>();
    private final Crowd crowd;
    private final String data = "\"" + "x".repeat(128) + "\"";
    private volatile @Nullable CountDownLatch obstacle;
    private long accepted;
    private long refused;

    private BlockedShard() {
        Arrays.setAll(samples, shard -> new Samples());
        HubOptions options = Crowd.optionsFor(SHARDS, CLIENTS);
        crowd = Crowd.onThreads(
                options.withSupervision(options.supervision().withHangAfter(Duration.ofMinutes(10))), this::connect);
        for (int i = 0; i < CLIENTS; i++) {
            int shard = ((HubClient) crowd.clients().get(i)).shard().index();
            connections.get(i).samples = samples[shard];
            connections.get(i).hangs = shard == 0;
        }
    }

    /** Runs as many pairs of rounds as the argument says, 10 without one. */
    public static void main(String[] args) {
        int pairs = args.length == 0 ? 10 : Integer.parseInt(args[0]);
        BlockedShard blocked = new BlockedShard();
        try {
            blocked.run(pairs);
        } finally {
            blocked.crowd.close();
        }
    }

    private TimedConnection connect() {
        TimedConnection connection = new TimedConnection();
        connections.add(connection);
        return connection;
    }

    /** The times of one shard's deliveries in one round; written by its thread. */
    private static final class Samples {

        private final long[] nanos = new long[BROADCASTS * PER_SHARD];
        private int size;

        private void add(long sample) {
            nanos[size++] = sample;
        }
    }

    private final class TimedConnection extends NoOpConnection {

        private Samples samples = new Samples();
        private boolean hangs;
        private int received;

        @Override
        public WriteResult trySend(Outgoing outgoing, long token, WriteListener listener) {
            long now = System.nanoTime();
            // Nothing is refused by its shard, so it gets all, in order; and after the last round the hub's goodbye.
            for (int i = 0; i < outgoing.count() && !hangs && received < BROADCASTS; i++) {
                samples.add(now - sentAt[received++]);
            }
            CountDownLatch block = hangs ? obstacle : null;
            if (block != null) {
                awaitQuietly(block);
            }
            return super.trySend(outgoing, token, listener);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(int pairs) {
        round(false); // warms up
        round(true);
        System.out.println("us       undisturbed p50    p99   one blocked p50    p99   ratio of p99");
        double[] undisturbed = new double[pairs];
        double[] blocked = new double[pairs];
        for (int i = 0; i < pairs; i++) {
            refused = 0;
            double[] free = round(false);
            double[] held = round(true);
            System.out.printf(
                    "%-8d %15.0f %6.0f %17.0f %6.0f %14.2f   (%d refused by the blocked shard)%n",
                    i + 1, free[0], free[1], held[0], held[1], held[1] / free[1], refused);
            undisturbed[i] = free[1];
            blocked[i] = held[1];
        }
        System.out.printf(
                "median of p99: %.0f undisturbed, %.0f with one blocked, ratio %.2f%n",
                median(undisturbed), median(blocked), median(blocked) / median(undisturbed));
    }

    /** Returns the 50th and the 99th percentile in microseconds. */
    private double[] round(boolean block) {
        for (Samples each : samples) {
            each.size = 0;
        }
        for (TimedConnection connection : connections) {
            connection.received = 0;
        }
        CountDownLatch latch = new CountDownLatch(1);
        obstacle = block ? latch : null;
        long due = System.nanoTime();
        for (int i = 0; i < BROADCASTS; i++) {
            due += INTERVAL_NANOS;
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            sentAt[i] = System.nanoTime();
            count(crowd.hub().broadcast(Message.of("BROADCAST", data)).refused(), block);
        }
        obstacle = null;
        latch.countDown();
        crowd.awaitDelivered(accepted * PER_SHARD);
        return percentiles();
    }

    private void count(int refusals, boolean block) {
        if (refusals > (block ? 1 : 0)) {
            throw new IllegalStateException(refusals + " shards refused");
        }
        accepted += SHARDS - refusals;
        refused += refusals;
    }

    private double[] percentiles() {
        long[] all = new long[BROADCASTS * (CLIENTS - PER_SHARD)];
        int size = 0;
        for (int shard = 1; shard < SHARDS; shard++) {
            System.arraycopy(samples[shard].nanos, 0, all, size, samples[shard].size);
            size += samples[shard].size;
        }
        if (size != all.length) {
            throw new IllegalStateException(size + " deliveries timed of " + all.length);
        }
        Arrays.parallelSort(all);
        return new double[] {all[size / 2] / 1e3, all[size / 100 * 99] / 1e3};
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
}
