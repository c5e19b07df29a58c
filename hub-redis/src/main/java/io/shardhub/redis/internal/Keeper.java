package io.shardhub.redis.internal;

import io.shardhub.redis.internal.receive.ListenerDesk;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * Looks after the partitions: sends probes, ends connections that hang, and tells when the bus is no longer, or again, known to
 * hear. It waits for nothing but time, so that nothing can hang that it would have to end.
 *
 * <p><b>Threading:</b> any thread; {@link #run} is its own.
 */
public final class Keeper implements Runnable {

    private final List<Partition> partitions;
    private final ListenerDesk desk;
    private final BooleanSupplier isMisplaced;
    private final long pauseNanos;
    private final CountDownLatch closed;
    private final Semaphore wakeUps = new Semaphore(0);
    private volatile boolean verified;
    private boolean told; // what the listener knows; of this thread
    private final AtomicLong outages = new AtomicLong();

    /** Looks after those. */
    public Keeper(
            List<Partition> partitions,
            ListenerDesk desk,
            BooleanSupplier isMisplaced,
            long pauseNanos,
            CountDownLatch closed) {
        this.partitions = partitions;
        this.desk = desk;
        this.isMisplaced = isMisplaced;
        this.pauseNanos = pauseNanos;
        this.closed = closed;
    }

    /** Whether every partition is verified. */
    public boolean isVerified() {
        return verified;
    }

    /** How often that ceased. */
    public long outages() {
        return outages.get();
    }

    /** Something may have changed. */
    public void wakeUp() {
        wakeUps.release();
    }

    @Override
    public void run() {
        long next = System.nanoTime();
        try {
            while (closed.getCount() > 0) {
                long now = System.nanoTime();
                if (now - next >= 0) {
                    partitions.forEach(Partition::tick);
                    next = now + pauseNanos;
                }
                look();
                if (wakeUps.tryAcquire(Math.max(1, next - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                    wakeUps.drainPermits();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        boolean now = !isMisplaced.getAsBoolean() && partitions.stream().allMatch(Partition::isVerified);
        if (now != verified) {
            verified = now;
            if (!now) {
                outages.incrementAndGet();
            }
        }
        if (now != told && !desk.isBehind()) {
            told = now;
            desk.announce(to -> to.healthChanged(now));
        }
    }
}
