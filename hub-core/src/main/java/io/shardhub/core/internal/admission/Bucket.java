package io.shardhub.core.internal.admission;

import io.shardhub.annotation.AnyThread;
import io.shardhub.core.runtime.HubRuntime;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A bucket of tokens. It is one number, the time when it will be full again: a token that is taken puts it off by the time that a
 * token needs to come.
 */
@AnyThread
final class Bucket {

    private final HubRuntime runtime;
    private final long tokenNanos; // rounded up: never faster than the rate
    private final long lastTokenNanos; // with a token left, the bucket is full after this or sooner
    private final AtomicLong fullAt;

    /** A full bucket. */
    Bucket(int perSecond, int burst, HubRuntime runtime) {
        this.runtime = runtime;
        this.tokenNanos = (TimeUnit.SECONDS.toNanos(1) + perSecond - 1) / perSecond;
        this.lastTokenNanos = (burst - 1) * tokenNanos;
        this.fullAt = new AtomicLong(runtime.nanoTime());
    }

    /** Whether there is a token now. */
    boolean hasToken() {
        return fullAt.get() - runtime.nanoTime() <= lastTokenNanos;
    }

    /** Takes a token; false if there is none. */
    boolean takeToken() {
        while (true) {
            long full = fullAt.get();
            long now = runtime.nanoTime();
            long wait = Math.max(0, full - now);
            if (wait > lastTokenNanos) {
                return false;
            }
            if (fullAt.compareAndSet(full, now + wait + tokenNanos)) {
                return true;
            }
        }
    }
}
