package io.shardhub.jakarta.micrometer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.shardhub.annotation.AnyThread;
import io.shardhub.monitor.Monitored;
import io.shardhub.snapshot.MetricsSnapshot;
import io.shardhub.snapshot.ShardSnapshot;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Binds the measurements of a hub to a registry, under names that begin with {@code shardhub.}, with the hub's name as the tag
 * {@code hub}. All other tags come from fixed sets, from the indexes of shards and from the types that have handlers: never from
 * users, topics or peers.
 *
 * <p>All meters that are read within half a second are of one snapshot. Shards and handlers that were added later are there
 * after the next {@link #refresh}.
 */
@AnyThread
public final class HubMeters implements MeterBinder {

    private final LatestMetrics latest;
    private final Set<String> types = new HashSet<>(); // guarded by this
    private @Nullable MeterRegistry registry; // guarded by this
    private final List<ShardGauge> shardGauges = new ArrayList<>(); // guarded by this

    private record ShardGauge(MultiGauge gauge, ToDoubleFunction<ShardSnapshot> value) {}

    /** Meters of that hub. */
    public HubMeters(Monitored hub) {
        latest = new LatestMetrics(hub, System::nanoTime);
    }

    /** Registers everything; for one registry. */
    @Override
    public synchronized void bindTo(MeterRegistry newRegistry) {
        if (registry != null) {
            throw new IllegalStateException("bound already (expected: new HubMeters for each registry)");
        }
        registry = newRegistry;
        Tags tags = Tags.of("hub", latest.get().hub().name());
        MeterTable table = new MeterTable(newRegistry, latest, tags);
        ConnectionMeters.bind(table);
        MessageMeters.bind(table);
        QueueMeters.bind(table);
        if (latest.get().hub().cluster() != null) {
            ClusterMeters.bind(table);
        }
        shard(table, "connections", "Registered clients of a shard", null, ShardSnapshot::clients);
        shard(table, "accepting", "1 if a shard takes new clients", null, shard -> shard.accepting() ? 1 : 0);
        shard(table, "deliveries", "Messages per second that a shard wrote of late", null, ShardSnapshot::deliveries);
        shard(table, "mailbox", "Commands that wait for a shard", null, ShardSnapshot::mailbox);
        shard(
                table,
                "mailbox.age",
                "How long the oldest command waits for a shard",
                "seconds",
                shard -> MeterTable.seconds(shard.waits().mailbox()));
        shard(table, "failures", "Portions of work that an error cut short", null, ShardSnapshot::failures);
        refresh();
    }

    private void shard(
            MeterTable table, String name, String help, @Nullable String unit, ToDoubleFunction<ShardSnapshot> value) {
        shardGauges.add(new ShardGauge(table.multiGauge("shard." + name, help, unit), value));
    }

    /** Takes a new snapshot, and registers what has been added since the last time. */
    public synchronized void refresh() {
        MeterRegistry bound = registry;
        if (bound == null) {
            return;
        }
        MetricsSnapshot metrics = latest.take();
        MeterTable table =
                new MeterTable(bound, latest, Tags.of("hub", metrics.hub().name()));
        for (String type : metrics.handlers().keySet()) {
            if (types.add(type)) {
                MessageMeters.bindHandler(table, type);
            }
        }
        for (ShardGauge shardGauge : shardGauges) {
            List<MultiGauge.Row<?>> rows = new ArrayList<>();
            for (ShardSnapshot shard : metrics.hub().shards()) {
                int index = shard.index();
                rows.add(MultiGauge.Row.of(
                        Tags.of("shard", Integer.toString(index)), () -> now(index, shardGauge.value)));
            }
            shardGauge.gauge.register(rows, true);
        }
    }

    private Number now(int index, ToDoubleFunction<ShardSnapshot> value) {
        return latest.get().hub().shards().stream()
                .filter(shard -> shard.index() == index)
                .mapToDouble(value)
                .findFirst()
                .orElse(Double.NaN); // it is gone
    }
}
