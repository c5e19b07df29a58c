package io.shardhub.examples.load;

import io.shardhub.examples.load.Sequence.Arrival;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** The books of a run: what was sent, what has come of it, and what has become of the connections. */
final class Ledger {

    private static final long LONGEST = 3_600_000_000_000L; // ns; what is later counts as this late

    private final Histogram latency = new Histogram(LONGEST, 3);
    private final Histogram lateness = new Histogram(LONGEST, 3); // of what was to be sent at a fixed time

    private boolean counting;
    private long begin;
    private long end; // of the time that is measured; what comes later still counts
    private long lastDelivery;
    private int receivers;
    private long published;
    private long received; // everything since the beginning, also what was sent before
    private long receivedInTime;
    private long deliveries; // of what was sent since the beginning, also twice
    private long duplicates;
    private long reordered;
    private long bogus;
    private long givenUp;
    private int disconnected;
    private int slowDisconnected;
    private final Map<Integer, Integer> closeCodes = new TreeMap<>();

    /** From now on all is counted. */
    void begin(Iterable<Peer> peers, Traffic traffic, long now, long nanos) {
        for (Peer peer : peers) {
            peer.counted = peer.reads();
            peer.firstMeasured = traffic.sentTo(peer);
            receivers += peer.counted ? 1 : 0;
        }
        begin = now;
        end = now + nanos;
        lastDelivery = now;
        counting = true;
    }

    void published() {
        published += counting ? 1 : 0;
    }

    void publishedLate(long nanos) {
        if (counting) {
            lateness.recordValue(Math.min(nanos, LONGEST));
        }
    }

    void givenUp() {
        givenUp += counting ? 1 : 0;
    }

    /** A stamp was found; says whether it is there for the first time. */
    boolean delivered(Peer peer, long dueNanos, long number, int sent, long now) {
        if (number >= sent || dueNanos > now) {
            bogus++;
            return false;
        }
        Arrival arrival = peer.sequence.arrive((int) number);
        if (counting) {
            received++;
            receivedInTime += now <= end ? 1 : 0;
            if (peer.counted && number >= peer.firstMeasured) {
                measured(peer, arrival, now - dueNanos, now);
            }
        }
        return arrival != Arrival.DUPLICATE;
    }

    private void measured(Peer peer, Arrival arrival, long nanos, long now) {
        deliveries++;
        if (arrival == Arrival.DUPLICATE) {
            duplicates++;
            return;
        }
        reordered += arrival == Arrival.LATE ? 1 : 0;
        peer.got++;
        latency.recordValue(Math.min(nanos, LONGEST));
        lastDelivery = now;
    }

    /** The server has ended a connection that was open. */
    void disconnected(Peer peer, int code) {
        closeCodes.merge(code, 1, Integer::sum);
        if (peer.slow) {
            slowDisconnected++;
        } else {
            peer.cut = true;
            disconnected++;
        }
    }

    /** Whether everything has come that was sent to those who are still there. */
    boolean isComplete(Iterable<Peer> peers, Traffic traffic) {
        for (Peer peer : peers) {
            if (peer.counted && peer.isOpen() && peer.got < expected(peer, traffic)) {
                return false;
            }
        }
        return true;
    }

    private static int expected(Peer peer, Traffic traffic) {
        return traffic.sentTo(peer) - peer.firstMeasured;
    }

    long received() {
        return received;
    }

    LoadReport.Deliveries deliveries(Iterable<Peer> peers, Traffic traffic) {
        long expected = 0;
        long lost = 0;
        long lostOnDisconnected = 0;
        for (Peer peer : peers) {
            if (peer.counted) {
                int missing = expected(peer, traffic) - peer.got;
                expected += expected(peer, traffic);
                lost += missing;
                lostOnDisconnected += peer.cut ? missing : 0;
            }
        }
        double span = Math.max(end - begin, lastDelivery - begin) / 1e9;
        return new LoadReport.Deliveries(
                receivers,
                published,
                new LoadReport.Books(expected, deliveries, lost, lostOnDisconnected),
                new LoadReport.Faults(duplicates, reordered, bogus, givenUp),
                deliveries / span,
                receivedInTime / ((end - begin) / 1e9));
    }

    LoadReport.Latency latency() {
        return LoadReport.Latency.of(latency);
    }

    double latenessMicros() {
        return lateness.getValueAtPercentile(99) / 1e3;
    }

    int disconnected() {
        return disconnected;
    }

    int slowDisconnected() {
        return slowDisconnected;
    }

    Map<Integer, Integer> closeCodes() {
        return closeCodes;
    }
}
