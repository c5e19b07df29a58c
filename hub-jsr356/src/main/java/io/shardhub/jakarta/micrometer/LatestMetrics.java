package io.shardhub.jakarta.micrometer;

import io.shardhub.monitor.Monitored;
import io.shardhub.snapshot.MetricsSnapshot;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** A snapshot that is shared by all meters that are read together. */
final class LatestMetrics {

    private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Monitored hub;
    private final LongSupplier clock;
    private volatile Taken taken;

    private record Taken(MetricsSnapshot metrics, long at) {}

    LatestMetrics(Monitored hub, LongSupplier clock) {
        this.hub = hub;
        this.clock = clock;
        this.taken = new Taken(hub.metrics(), clock.getAsLong());
    }

    /** At most half a second old. */
    MetricsSnapshot get() {
        Taken latest = taken;
        return clock.getAsLong() - latest.at < FRESH_NANOS ? latest.metrics : take();
    }

    /** A new one. */
    MetricsSnapshot take() {
        Taken fresh = new Taken(hub.metrics(), clock.getAsLong());
        taken = fresh;
        return fresh.metrics;
    }
}
