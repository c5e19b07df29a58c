package io.shardhub.jakarta.micrometer;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.shardhub.snapshot.LatencySnapshot;
import io.shardhub.snapshot.MetricsSnapshot;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Registers meters that read the latest snapshot. */
final class MeterTable {

    private static final String PREFIX = "shardhub.";

    private static final Map<String, Function<LatencySnapshot, Duration>> PERCENTILES = Map.of(
            "50", LatencySnapshot::p50,
            "90", LatencySnapshot::p90,
            "99", LatencySnapshot::p99,
            "99.9", LatencySnapshot::p999,
            "100", LatencySnapshot::max);

    private final MeterRegistry registry;
    private final LatestMetrics latest;
    private final Tags tags;

    MeterTable(MeterRegistry registry, LatestMetrics latest, Tags tags) {
        this.registry = registry;
        this.latest = latest;
        this.tags = tags;
    }

    static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    MetricsSnapshot now() {
        return latest.get();
    }

    void gauge(String name, String help, ToDoubleFunction<MetricsSnapshot> value) {
        gauge(name, help, Tags.empty(), null, value);
    }

    void age(String name, String help, Function<MetricsSnapshot, Duration> value) {
        gauge(name, help, Tags.empty(), "seconds", metrics -> seconds(value.apply(metrics)));
    }

    void gauge(String name, String help, Tags more, @Nullable String unit, ToDoubleFunction<MetricsSnapshot> value) {
        Gauge.builder(PREFIX + name, latest, source -> value.applyAsDouble(source.get()))
                .description(help)
                .tags(tags.and(more))
                .baseUnit(unit)
                .strongReference(true)
                .register(registry);
    }

    void counter(String name, String help, ToDoubleFunction<MetricsSnapshot> value) {
        counter(name, help, Tags.empty(), null, value);
    }

    void counter(String name, String help, Tags more, @Nullable String unit, ToDoubleFunction<MetricsSnapshot> value) {
        FunctionCounter.builder(PREFIX + name, latest, source -> value.applyAsDouble(source.get()))
                .description(help)
                .tags(tags.and(more))
                .baseUnit(unit)
                .register(registry);
    }

    /** Count and sum since the start, and the percentiles of the last minute; 100 is the longest. */
    void latency(String name, String help, Tags more, Function<MetricsSnapshot, LatencySnapshot> value) {
        FunctionTimer.builder(
                        PREFIX + name,
                        latest,
                        source -> value.apply(source.get()).count(),
                        source -> value.apply(source.get()).sum().toNanos(),
                        TimeUnit.NANOSECONDS)
                .description(help)
                .tags(tags.and(more))
                .register(registry);
        PERCENTILES.forEach((percentile, part) -> gauge(
                name + ".percentile",
                help + ", in the last minute",
                more.and("percentile", percentile),
                "seconds",
                metrics -> seconds(part.apply(value.apply(metrics)))));
    }

    MultiGauge multiGauge(String name, String help, @Nullable String unit) {
        return MultiGauge.builder(PREFIX + name)
                .description(help)
                .tags(tags)
                .baseUnit(unit)
                .register(registry);
    }
}
