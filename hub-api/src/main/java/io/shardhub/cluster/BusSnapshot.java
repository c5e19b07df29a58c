package io.shardhub.cluster;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One bus now.
 *
 * @param verified whether the last probe that the node sent itself through the engine arrived in time, so that what others
 *     publish is known to arrive, too
 * @param outages how often that ceased to be so
 * @param subscriptions targets that the node wants, without {@code All} and itself
 * @param outgoing what this node published
 * @param incoming what came from others
 * @param latency how long the last probe took to the engine and back; zero if none has arrived yet
 * @param fault why it is not verified, in words that say what to mend; null if that is not known, or it is verified
 */
public record BusSnapshot(
        boolean verified,
        long outages,
        int subscriptions,
        Outgoing outgoing,
        Incoming incoming,
        Duration latency,
        @Nullable String fault) {

    /** Of a hub without a bus: nothing can be amiss, and nothing has happened. */
    public static final BusSnapshot NONE =
            new BusSnapshot(true, 0, 0, new Outgoing(0, 0, 0, 0), new Incoming(0, 0, 0, 0, 0, 0), Duration.ZERO);

    /** Of a bus that knows of no fault. */
    public BusSnapshot(
            boolean verified, long outages, int subscriptions, Outgoing outgoing, Incoming incoming, Duration latency) {
        this(verified, outages, subscriptions, outgoing, incoming, latency, null);
    }

    /** With another fault; null for none. */
    public BusSnapshot withFault(@Nullable String newFault) {
        return new BusSnapshot(verified, outages, subscriptions, outgoing, incoming, latency, newFault);
    }

    /**
     * Messages of this node. What {@code publish} accepted is published, lost or waiting.
     *
     * @param published handed to the engine, which has acknowledged them if it does so
     * @param refused not taken, because too many were waiting
     * @param lost taken, and then not published, or perhaps not
     * @param waiting taken, and not published yet
     */
    public record Outgoing(long published, long refused, long lost, int waiting) {

        /** Messages that {@code publish} accepted. */
        public long accepted() {
            return published + lost + waiting;
        }
    }

    /**
     * Messages of other nodes.
     *
     * @param received told the listener
     * @param duplicates for targets that are wanted here, came again and were not told: their publisher sent them once more, since it did
     *     not hear that the engine had them, or they were read again after an outage, together with what it took
     * @param lost did not come, as far as that is known
     * @param gaps how often messages were found missing
     * @param skipped of a version that this node does not know
     * @param malformed could not be read
     */
    public record Incoming(long received, long duplicates, long lost, long gaps, long skipped, long malformed) {}
}
