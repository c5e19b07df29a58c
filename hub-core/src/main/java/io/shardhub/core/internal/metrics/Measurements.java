package io.shardhub.core.internal.metrics;

import io.shardhub.Priority;
import io.shardhub.annotation.AnyThread;
import io.shardhub.core.runtime.HubRuntime;
import io.shardhub.event.HubEvent;
import io.shardhub.event.HubEventListener;
import io.shardhub.snapshot.LatencySnapshot;
import io.shardhub.snapshot.Movement;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What is measured of a hub besides its books: one for each hub. */
@AnyThread
public final class Measurements implements HubEventListener {

    /** Types of messages with a meter of their own. */
    private static final int MAX_TYPES = 100;

    /** Of fewer a minute the 99th percentile is the longest, and a single slow one would seem to be the rule. */
    private static final int LEAST = 100;

    private static final String OTHER_TYPES = "other";

    private final HubRuntime runtime;
    private final boolean enabled;
    private final ErrorLog errors;
    private final LatencyMeter @Nullable [] delivery;
    private final ConcurrentHashMap<String, LatencyMeter> handlers = new ConcurrentHashMap<>();
    private final LongAdder bytesReceived = new LongAdder();
    private final LongAdder rebalances = new LongAdder();
    private final LongAdder moved = new LongAdder();
    private final LongAdder replacements = new LongAdder();
    private final AtomicInteger stuck = new AtomicInteger();
    private volatile @Nullable Instant startTime;

    /** Nothing is measured yet, and without {@code enabled} only errors, movements and received bytes ever are. */
    public Measurements(HubRuntime runtime, boolean enabled) {
        this.runtime = runtime;
        this.enabled = enabled;
        this.errors = new ErrorLog(this::time);
        this.delivery = enabled ? meters(runtime.nanoTime()) : null;
    }

    /** Of a hub that is not measured. */
    public static Measurements none(HubRuntime runtime) {
        return new Measurements(runtime, false);
    }

    private static LatencyMeter[] meters(long now) {
        LatencyMeter[] meters = new LatencyMeter[Priority.COUNT];
        for (int i = 0; i < meters.length; i++) {
            meters[i] = new LatencyMeter(now);
        }
        return meters;
    }

    /** Whether clocks are read and rates kept. */
    public boolean isEnabled() {
        return enabled;
    }

    /** The hub starts. */
    public void started() {
        startTime = time();
    }

    /** When the hub was started; null if it was not. */
    public @Nullable Instant startTime() {
        return startTime;
    }

    /** The time of the wall. */
    public Instant time() {
        return Instant.ofEpochMilli(runtime.epochMillis());
    }

    /** The failures of code. */
    public ErrorLog errors() {
        return errors;
    }

    /** When a message is accepted. */
    public long stamp() {
        return enabled ? runtime.nanoTime() : DrainClock.UNSTAMPED;
    }

    /** Threads that were given up in a call of foreign code which has not returned. */
    public AtomicInteger stuck() {
        return stuck;
    }

    /** Times the drains of a shard. */
    public DrainClock newDrainClock() {
        return delivery == null ? DrainClock.OFF : new DrainClock(delivery, runtime::nanoTime);
    }

    /** Times the handler of a type; null if nothing is measured. */
    public @Nullable LatencyMeter handlerOf(String type) {
        if (!enabled) {
            return null;
        }
        String name = handlers.size() < MAX_TYPES ? type : OTHER_TYPES;
        return handlers.computeIfAbsent(name, key -> new LatencyMeter(runtime.nanoTime()));
    }

    /** A peer has sent so much. */
    public void received(long bytes) {
        bytesReceived.add(bytes);
    }

    /** The bytes that peers have sent. */
    public long bytesReceived() {
        return bytesReceived.sum();
    }

    @Override
    public void happened(HubEvent event) {
        if (event instanceof HubEvent.Rebalanced rebalanced) {
            rebalances.increment();
            moved.add(rebalanced.moved());
        } else if (event instanceof HubEvent.ShardReplaced) {
            replacements.increment();
        }
    }

    /** How clients changed their shards. */
    public Movement movement() {
        return new Movement(rebalances.sum(), moved.sum(), replacements.sum());
    }

    /** Looks at all latencies: to be called every second or so. */
    public void look(long now) {
        if (delivery != null) {
            for (LatencyMeter meter : delivery) {
                meter.look(now);
            }
        }
        handlers.values().forEach(meter -> meter.look(now));
    }

    /** How long messages took, by priority. */
    public Map<Priority, LatencySnapshot> delivery() {
        Map<Priority, LatencySnapshot> latencies = new EnumMap<>(Priority.class);
        for (Priority priority : Priority.values()) {
            latencies.put(
                    priority,
                    delivery == null
                            ? LatencySnapshot.NONE
                            : delivery[priority.ordinal()].snapshot(runtime.nanoTime()));
        }
        return latencies;
    }

    /** The 99th percentile of the last minute, of the slowest type of handler that ran a hundred times in it. */
    public Duration slowestHandler() {
        return slowest(handlers.values());
    }

    /** The 99th percentile of the last minute, of the slowest priority that was delivered a hundred times in it. */
    public Duration slowestDelivery() {
        return delivery == null ? Duration.ZERO : slowest(List.of(delivery));
    }

    private Duration slowest(Collection<LatencyMeter> meters) {
        long now = runtime.nanoTime();
        return meters.stream()
                .map(meter -> meter.p99(now, LEAST))
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    /** How long handlers ran, by type. */
    public Map<String, LatencySnapshot> handlers() {
        Map<String, LatencySnapshot> latencies = new HashMap<>();
        handlers.forEach((type, meter) -> latencies.put(type, meter.snapshot(runtime.nanoTime())));
        return latencies;
    }

    /** The mean time of all handlers. */
    public static Duration mean(Iterable<LatencySnapshot> latencies) {
        long count = 0;
        Duration sum = Duration.ZERO;
        for (LatencySnapshot latency : latencies) {
            count += latency.count();
            sum = sum.plus(latency.sum());
        }
        return count == 0 ? Duration.ZERO : sum.dividedBy(count);
    }
}
