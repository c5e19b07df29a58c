package io.shardhub.core.internal.metrics;

import io.shardhub.snapshot.RateSnapshot;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** How fast the counts of a hub grow. One thread looks, once a second; any thread reads. */
public final class Rates {

    private static final long STEP_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final RateMeter[] meters;
    private long lookedAt;

    /**
     * The counts that are looked at.
     *
     * @param connects clients taken in
     * @param disconnects clients gone
     * @param messagesSent messages handed to connections
     * @param bytesSent bytes handed to connections
     * @param messagesReceived messages of peers
     * @param bytesReceived bytes of peers
     * @param errors failures of code
     * @param published messages for other nodes
     * @param received messages of other nodes
     */
    public record Counts(
            LongSupplier connects,
            LongSupplier disconnects,
            LongSupplier messagesSent,
            LongSupplier messagesReceived,
            LongSupplier bytesSent,
            LongSupplier bytesReceived,
            LongSupplier errors,
            LongSupplier published,
            LongSupplier received) {

        private RateMeter[] meters() {
            LongSupplier[] all = {
                connects,
                disconnects,
                messagesSent,
                messagesReceived,
                bytesSent,
                bytesReceived,
                errors,
                published,
                received
            };
            RateMeter[] meters = new RateMeter[all.length];
            for (int i = 0; i < all.length; i++) {
                meters[i] = new RateMeter(all[i]);
            }
            return meters;
        }
    }

    /** The rates of these counts, as of now. */
    public Rates(Counts counts, long now) {
        meters = counts.meters();
        lookedAt = now;
    }

    /** Looks if it is time; whether it was. */
    public boolean look(long now) {
        if (now - lookedAt < STEP_NANOS) {
            return false;
        }
        double seconds = (now - lookedAt) / 1e9;
        lookedAt = now;
        for (RateMeter meter : meters) {
            meter.look(seconds);
        }
        return true;
    }

    /** Nanoseconds until the next look. */
    public long nanosUntilDue(long now) {
        return Math.max(0, STEP_NANOS - (now - lookedAt));
    }

    /** As of the last look. */
    public RateSnapshot snapshot() {
        return new RateSnapshot(
                meters[0].perSecond(),
                meters[1].perSecond(),
                meters[2].perSecond(),
                meters[3].perSecond(),
                meters[4].perSecond(),
                meters[5].perSecond(),
                meters[6].perSecond(),
                meters[7].perSecond(),
                meters[8].perSecond());
    }
}
