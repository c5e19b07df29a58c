package io.shardhub.core;

import io.shardhub.Message;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Locale;

/**
 * How much of the processor does a fan-out cost more when latencies and rates are measured?
 *
 * <p>One shard, connections that take everything at once, no network, everything on one thread, whose time on the processor is taken:
 * the dearest that measuring can be beside the rest. Two hubs, one that measures and one that does not, take turns of some
 * milliseconds, first one and then the other, and each pair of turns gives a ratio. Fresh pairs of hubs, because where a hub lies in
 * memory makes a difference, too.
 *
 * <p>Not a JMH benchmark, because only turns that follow each other can be compared on a machine that has other work:
 * {@code java -cp hub-core/target/benchmarks.jar io.shardhub.core.MeasuringCost [pairs of hubs]}
 */
public final class MeasuringCost {

    private static final int TURNS = 200;
    private static final int DELIVERIES = 100_000; // in a turn: some milliseconds
    private static final int MOST_BROADCASTS = 10_000;
    private static final int[] CLIENTS = {1, 10, 100, 1_000, 10_000};

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final String DATA = "\"" + "x".repeat(128) + "\"";

    private MeasuringCost() {}

    /** Runs as many pairs of hubs as the argument says, 5 without one, for each number of clients. */
    public static void main(String[] args) {
        int hubs = args.length == 0 ? 5 : Integer.parseInt(args[0]);
        compare(100, 1); // warms up
        System.out.println("clients  ns per broadcast: not measured  measured   ratio: median  25 %   75 %");
        for (int clients : CLIENTS) {
            double[][] pairs = compare(clients, hubs);
            double[] ratios =
                    Arrays.stream(pairs).mapToDouble(pair -> pair[1] / pair[0]).toArray();
            System.out.printf(
                    Locale.ROOT,
                    "%7d %31.0f %9.0f %15.3f %6.3f %6.3f%n",
                    clients,
                    quantile(Arrays.stream(pairs).mapToDouble(pair -> pair[0]).toArray(), 0.5),
                    quantile(Arrays.stream(pairs).mapToDouble(pair -> pair[1]).toArray(), 0.5),
                    quantile(ratios, 0.5),
                    quantile(ratios, 0.25),
                    quantile(ratios, 0.75));
        }
    }

    /** What a broadcast costs without measuring and with it, for each pair of turns. */
    private static double[][] compare(int clients, int hubs) {
        double[][] pairs = new double[hubs * TURNS][];
        for (int i = 0; i < hubs; i++) {
            Side first = new Side(clients, i % 2 == 1);
            Side second = new Side(clients, i % 2 == 0);
            Side plain = first.measured ? second : first;
            Side measured = first.measured ? first : second;
            for (int turn = -TURNS / 4; turn < TURNS; turn++) { // the first ones warm up
                boolean plainFirst = turn % 2 == 0;
                double before = (plainFirst ? plain : measured).turn();
                double after = (plainFirst ? measured : plain).turn();
                if (turn >= 0) {
                    pairs[i * TURNS + turn] = plainFirst ? new double[] {before, after} : new double[] {after, before};
                }
            }
        }
        return pairs;
    }

    private static double quantile(double[] values, double part) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) (part * (sorted.length - 1))];
    }

    /** A hub that measures, or does not. */
    private static final class Side {

        private final HandCrankedRuntime runtime = new HandCrankedRuntime();
        private final boolean measured;
        private final int clients;
        private final int broadcasts;
        private final Crowd crowd;
        private long sent;

        private Side(int clients, boolean measured) {
            this.clients = clients;
            this.measured = measured;
            this.broadcasts = Math.min(MOST_BROADCASTS, DELIVERIES / clients);
            this.crowd = Crowd.byHand(runtime, clients, measured);
        }

        /** Nanoseconds of the processor for a broadcast to all, each in a drain of its own. */
        private double turn() {
            long start = THREADS.getCurrentThreadCpuTime();
            for (int i = 0; i < broadcasts; i++) {
                if (crowd.hub().broadcast(Message.of("BROADCAST", DATA)).accepted() != 1) {
                    throw new IllegalStateException("refused");
                }
                runtime.run();
            }
            double cost = (double) (THREADS.getCurrentThreadCpuTime() - start) / broadcasts;
            sent += broadcasts;
            crowd.awaitDelivered(sent * clients);
            return cost;
        }
    }
}
