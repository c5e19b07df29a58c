package io.shardhub.redis.internal.link;

import io.shardhub.log.Keys;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the sentinels from time to time whether the master still is one. Where a network is split, a node may stay with a master that
 * was deposed on the other side: it hears itself, and nobody else.
 *
 * <p><b>Threading:</b> any thread; {@link #run} is its own, since sentinels may keep it waiting.
 */
public final class Lookout implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Lookout.class);

    private final String node;
    private final SentinelServer server;
    private final long pauseNanos;
    private final long graceNanos;
    private final CountDownLatch closed;
    private final LongSupplier clock;
    private SentinelServer.Opinion opinion = new SentinelServer.Opinion(null, 0); // this and below: under the monitor
    private boolean confirmed;
    private long confirmedAt;

    /**
     * Looks at that interval.
     *
     * @param graceNanos how old the word of most sentinels may be
     */
    public Lookout(String node, SentinelServer server, long pauseNanos, long graceNanos, CountDownLatch closed) {
        this(node, server, pauseNanos, graceNanos, closed, System::nanoTime);
    }

    Lookout(
            String node,
            SentinelServer server,
            long pauseNanos,
            long graceNanos,
            CountDownLatch closed,
            LongSupplier clock) {
        this.node = node;
        this.server = server;
        this.pauseNanos = pauseNanos;
        this.graceNanos = graceNanos;
        this.closed = closed;
        this.clock = clock;
    }

    /** What is wrong; null if most sentinels have confirmed the master of late. */
    public synchronized @Nullable String fault() {
        return wasConfirmedWithin(graceNanos) ? null : server.describe(opinion);
    }

    /** Whether most sentinels have confirmed the master within that time. */
    public synchronized boolean wasConfirmedWithin(long nanos) {
        return confirmed && clock.getAsLong() - confirmedAt <= nanos;
    }

    @Override
    public void run() {
        try {
            String told = null;
            do {
                look();
                String fault = fault();
                if (fault != null && !fault.equals(told)) {
                    Keys.line(LOG.atWarn(), "redis_unconfirmed", node).log("node {}: {}", node, fault);
                }
                told = fault;
            } while (!closed.await(pauseNanos, TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Asks once. */
    void look() {
        take(server.look());
    }

    private synchronized void take(SentinelServer.Opinion now) {
        opinion = now;
        if (now.agreeing() >= server.majority()) {
            confirmed = true;
            confirmedAt = clock.getAsLong();
        }
    }
}
