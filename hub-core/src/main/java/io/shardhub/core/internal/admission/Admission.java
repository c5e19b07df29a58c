package io.shardhub.core.internal.admission;

import io.shardhub.annotation.AnyThread;
import io.shardhub.core.runtime.HubRuntime;
import io.shardhub.options.AdmissionOptions;
import io.shardhub.snapshot.RefusalCause;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * The bucket of tokens that new connections take, and the count of connections that were refused. The bucket is one number, the
 * time when it will be full again: a token that is taken puts it off by the time that a token needs to come. Who returns may also
 * take tokens that are still to come, a quarter of a full bucket; who is new waits until they have.
 */
@AnyThread
public final class Admission {

    private final HubRuntime runtime;
    private final long tokenNanos; // rounded up: never faster than the rate
    private final long lastTokenNanos; // with a token left, the bucket is full after this or sooner
    private final long lastReturnNanos; // with a token left for who returns
    private final AtomicLong fullAt;
    private final LongAdder[] refused = new LongAdder[RefusalCause.values().length]; // by ordinal

    /** A full bucket. */
    public Admission(AdmissionOptions options, HubRuntime runtime) {
        this.runtime = runtime;
        int rate = options.connectsPerSecond();
        this.tokenNanos = (TimeUnit.SECONDS.toNanos(1) + rate - 1) / rate;
        this.lastTokenNanos = (options.burst() - 1) * tokenNanos;
        this.lastReturnNanos = lastTokenNanos + (options.burst() + 3) / 4 * tokenNanos;
        this.fullAt = new AtomicLong(runtime.nanoTime());
        Arrays.setAll(refused, cause -> new LongAdder());
    }

    /** Whether there is a token now. */
    public boolean hasToken(boolean returning) {
        return fullAt.get() - runtime.nanoTime() <= longest(returning);
    }

    private long longest(boolean returning) {
        return returning ? lastReturnNanos : lastTokenNanos;
    }

    /** Takes a token; false if there is none. */
    public boolean takeToken(boolean returning) {
        while (true) {
            long full = fullAt.get();
            long now = runtime.nanoTime();
            long wait = Math.max(0, full - now);
            if (wait > longest(returning)) {
                return false;
            }
            if (fullAt.compareAndSet(full, now + wait + tokenNanos)) {
                return true;
            }
        }
    }

    /** Counts a connection that is refused. */
    public void refuse(RefusalCause cause) {
        refused[cause.ordinal()].increment();
    }

    /** Connections refused so far. */
    public Map<RefusalCause, Long> refused() {
        Map<RefusalCause, Long> counts = new EnumMap<>(RefusalCause.class);
        for (RefusalCause cause : RefusalCause.values()) {
            counts.put(cause, refused[cause.ordinal()].sum());
        }
        return counts;
    }
}
