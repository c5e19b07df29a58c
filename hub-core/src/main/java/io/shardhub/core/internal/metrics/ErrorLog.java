package io.shardhub.core.internal.metrics;

import io.shardhub.annotation.AnyThread;
import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Counts failures of code and keeps the last one. */
@AnyThread
public final class ErrorLog {

    private static final int MAX_CHARS = 300;

    private final Supplier<Instant> clock;
    private final LongAdder count = new LongAdder();
    private volatile @Nullable LastError last;

    /**
     * The last failure.
     *
     * @param time when
     * @param text what: whose code, and what it threw
     */
    public record LastError(Instant time, String text) {}

    /** A log without entries; the clock is that of the wall. */
    public ErrorLog(Supplier<Instant> clock) {
        this.clock = clock;
    }

    /** Code has failed. */
    public void failed(String whose, Throwable failure) {
        count.increment();
        String text = whose + ": " + failure;
        last = new LastError(clock.get(), text.length() > MAX_CHARS ? text.substring(0, MAX_CHARS) : text);
    }

    /** How often. */
    public long count() {
        return count.sum();
    }

    /** The last time; null if there was none. */
    public @Nullable LastError last() {
        return last;
    }
}
