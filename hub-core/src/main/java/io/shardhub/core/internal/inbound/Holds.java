package io.shardhub.core.internal.inbound;

import io.shardhub.annotation.AnyThread;
import io.shardhub.core.runtime.HubRuntime;
import io.shardhub.options.CreditOptions;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Holds the threads that read from peers whose credit is spent: few at a time, and for a short time. */
@AnyThread
final class Holds {

    private final HubRuntime runtime;
    private final int max;
    private final long nanos;
    private final AtomicInteger held = new AtomicInteger();
    private final LongAdder count = new LongAdder();

    Holds(HubRuntime runtime, CreditOptions credit) {
        this.runtime = runtime;
        this.max = credit.maxHeld();
        this.nanos = credit.holdFor().toNanos();
    }

    /** Holds the thread that calls until there is room; false if it was in vain, or as many are held as may be. */
    boolean hold(Future<?> room) {
        try {
            if (held.incrementAndGet() > max) {
                return false;
            }
            count.increment();
            return runtime.await(room, nanos);
        } finally {
            held.decrementAndGet();
        }
    }

    /** How many are held now. */
    int held() {
        return Math.min(held.get(), max); // who is about to be turned away is in the count for a moment
    }

    /** How many were held so far. */
    long count() {
        return count.sum();
    }
}
