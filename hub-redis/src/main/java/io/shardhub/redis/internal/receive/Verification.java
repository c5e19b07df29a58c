package io.shardhub.redis.internal.receive;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Whether the node hears itself through Redis. It asks itself by probes; a probe that Redis has acknowledged and that does not
 * arrive means that the subscription hangs, whatever its socket says.
 *
 * <p><b>Threading:</b> any thread.
 */
public final class Verification {

    private static final int BEHIND = 5; // timeouts by which a probe may be late when much arrives

    private final long intervalNanos;
    private final long timeoutNanos;
    private final LongSupplier clock;

    private long lastId; // this and all below: under the monitor
    private long firstId; // of the connection, once all its subscriptions are confirmed; zero before
    private long link; // counts connections
    private boolean linked;
    private boolean proven; // it hears itself
    private boolean verified; // and what it missed before has been dealt with
    private long heardId;
    private long heardAt;
    private long readAt;
    private long unheardSince; // when Redis acknowledged a probe that has not arrived; zero if there is none
    private long askedAt;
    private long latencyNanos;

    /** Probes go out at that interval, and must arrive within the timeout. */
    public Verification(long intervalNanos, long timeoutNanos) {
        this(intervalNanos, timeoutNanos, System::nanoTime);
    }

    Verification(long intervalNanos, long timeoutNanos, LongSupplier clock) {
        this.clock = clock;
        this.intervalNanos = intervalNanos;
        this.timeoutNanos = timeoutNanos;
    }

    /** The id of the next probe, which is sent now. */
    public synchronized long next() {
        askedAt = clock.getAsLong();
        return ++lastId;
    }

    /** Redis has taken a probe. */
    public synchronized void acknowledged(long id) {
        if (id > heardId && unheardSince == 0) {
            unheardSince = clock.getAsLong();
        }
    }

    /** There is a new connection. */
    synchronized void linkUp() {
        link++;
        linked = true;
        proven = false;
        verified = false;
        firstId = 0;
        unheardSince = 0;
        readAt = clock.getAsLong();
    }

    /** The connection has ended. */
    synchronized void linkDown() {
        linked = false;
        proven = false;
        verified = false;
        firstId = 0;
        unheardSince = 0;
    }

    /** Which connection it is. */
    synchronized long link() {
        return link;
    }

    /** Something arrived. */
    synchronized void read() {
        readAt = clock.getAsLong();
    }

    /** All subscriptions are confirmed; returns the id of the probe that will prove it. */
    synchronized long confirmed() {
        long id = next();
        if (firstId == 0) {
            firstId = id;
        }
        return id;
    }

    /** A probe arrived; returns whether it is the first that proves the connection. */
    synchronized boolean heard(long id) {
        if (id <= heardId || id > lastId) {
            return false;
        }
        heardId = id;
        heardAt = clock.getAsLong();
        unheardSince = 0;
        if (id == lastId) {
            latencyNanos = heardAt - askedAt;
        }
        boolean first = !proven && firstId != 0 && id >= firstId;
        proven |= first;
        return first;
    }

    /** What was missed before that connection has been dealt with. */
    synchronized void recovered(long recoveredLink) {
        verified = proven && recoveredLink == link;
    }

    /** Whether what others publish is known to arrive. */
    public synchronized boolean isVerified() {
        return verified && clock.getAsLong() - heardAt <= 2 * intervalNanos + timeoutNanos;
    }

    /** Whether the connection is up and yet says nothing that it should. */
    synchronized boolean isSilent() {
        long now = clock.getAsLong();
        long unheard = unheardSince == 0 ? 0 : now - unheardSince;
        boolean unconfirmed = firstId == 0 && now - readAt > timeoutNanos;
        boolean idle = now - readAt > timeoutNanos / 2; // else it may be behind what arrives
        return linked && (unconfirmed || (unheard > timeoutNanos && idle) || unheard > BEHIND * timeoutNanos);
    }

    /** How long the last probe was under way. */
    public synchronized Duration latency() {
        return Duration.ofNanos(latencyNanos);
    }
}
