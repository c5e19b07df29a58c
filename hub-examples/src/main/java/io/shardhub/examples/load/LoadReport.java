package io.shardhub.examples.load;

import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What came out of a run. Everything that counts deliveries counts those of the messages that were sent while it was measured,
 * except the rates of CPU time, which count all that came meanwhile.
 *
 * @param connections what became of the connections
 * @param deliveries what became of the messages
 * @param latencyMicros from the time a message was due until it was read
 * @param server what the server spent; null if no process was named, or the system does not tell
 * @param generator what this process spent
 */
public record LoadReport(
        Connections connections,
        Deliveries deliveries,
        Latency latencyMicros,
        @Nullable Server server,
        Generator generator) {

    /**
     * The connections.
     *
     * @param wanted how many were to be opened
     * @param opened how many were
     * @param connectSeconds how long it took
     * @param disconnected how many the server ended before the run was over, those that do not read aside
     * @param slowDisconnected how many of those that do not read it ended
     * @param closeCodes with which codes, and how often; 1006 is an end without a word
     */
    public record Connections(
            int wanted,
            int opened,
            double connectSeconds,
            int disconnected,
            int slowDisconnected,
            Map<Integer, Integer> closeCodes) {}

    /**
     * The messages.
     *
     * @param receivers how many connections were to get them
     * @param published how many were sent
     * @param books what should have come, and has
     * @param faults what is wrong with what came
     * @param perSecond deliveries a second, until the last one
     * @param receivedPerSecond what came in the time that is measured, a second
     */
    public record Deliveries(
            int receivers, long published, Books books, Faults faults, double perSecond, double receivedPerSecond) {}

    /**
     * What should have come.
     *
     * @param expected deliveries, one for each receiver
     * @param delivered those that came, twice if they came twice
     * @param lost those that did not
     * @param lostOnDisconnected those of them whose connection was gone
     */
    public record Books(long expected, long delivered, long lost, long lostOnDisconnected) {}

    /**
     * What is wrong with what came.
     *
     * @param duplicates what a connection got again
     * @param reordered what came after something younger
     * @param bogus what was never sent
     * @param givenUp publications that were not everywhere in time (closed loop)
     */
    public record Faults(long duplicates, long reordered, long bogus, long givenUp) {}

    /**
     * How late deliveries were, in microseconds.
     *
     * @param mean of all
     * @param p50 half of them were faster
     * @param p90 nine of ten were faster
     * @param p99 99 of a hundred were faster
     * @param p999 999 of a thousand were faster
     * @param max the slowest
     */
    public record Latency(double mean, double p50, double p90, double p99, double p999, double max) {

        static Latency of(Histogram nanos) {
            return new Latency(
                    nanos.getTotalCount() == 0 ? 0 : nanos.getMean() / 1e3,
                    nanos.getValueAtPercentile(50) / 1e3,
                    nanos.getValueAtPercentile(90) / 1e3,
                    nanos.getValueAtPercentile(99) / 1e3,
                    nanos.getValueAtPercentile(99.9) / 1e3,
                    nanos.getMaxValue() / 1e3);
        }
    }

    /**
     * What the server spent.
     *
     * @param cpuMicrosPerDelivery of CPU time
     * @param processors how many it kept busy
     * @param rssMiBBefore resident memory before the first connection
     * @param rssMiBConnected when all were open
     * @param rssMiBAfter at the end
     * @param rssKiBPerConnection what a connection added until all were open
     */
    public record Server(
            double cpuMicrosPerDelivery,
            double processors,
            double rssMiBBefore,
            double rssMiBConnected,
            double rssMiBAfter,
            double rssKiBPerConnection) {}

    /**
     * What this process spent.
     *
     * @param cpuMicrosPerDelivery of CPU time
     * @param processors how many it kept busy; near 1 it is the generator that is measured
     * @param lateMicrosP99 how late messages were sent that were due at a fixed time
     */
    public record Generator(double cpuMicrosPerDelivery, double processors, double lateMicrosP99) {}

    /** Whether everything came, once and in order, and nobody was disconnected who reads. */
    public boolean isClean() {
        Faults faults = deliveries.faults();
        return deliveries.books().lost() == 0
                && faults.duplicates() == 0
                && faults.reordered() == 0
                && faults.bogus() == 0
                && connections.disconnected() == 0
                && connections.opened() == connections.wanted();
    }
}
