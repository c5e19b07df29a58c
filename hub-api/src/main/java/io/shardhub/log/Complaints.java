package io.shardhub.log;

import io.shardhub.annotation.AnyThread;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps what happens over and over from filling the disk: five complaints a second, the rest is only counted. Never blocks.
 */
@AnyThread
public final class Complaints {

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final AtomicLong dueAt;
    private final AtomicLong suppressed = new AtomicLong();

    /**
     * The first complaint is due at once.
     *
     * @param now such as {@link System#nanoTime()}, and of the same clock ever after
     */
    public Complaints(long now) {
        dueAt = new AtomicLong(now);
    }

    /** How often nobody complained since this was asked last. */
    public long takeSuppressed() {
        return suppressed.getAndSet(0);
    }

    /** Whether to complain now; whoever hears yes does it. */
    public boolean isDue(long now) {
        long due = dueAt.get();
        boolean isDue = now - due >= 0 && dueAt.compareAndSet(due, now + PAUSE_NANOS);
        if (!isDue) {
            suppressed.getAndIncrement();
        }
        return isDue;
    }
}
