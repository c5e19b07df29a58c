package io.shardhub.core;

import io.shardhub.CloseCode;
import io.shardhub.HubState;
import io.shardhub.annotation.AnyThread;
import io.shardhub.cluster.ClusterSnapshot;
import io.shardhub.core.internal.admission.Admission;
import io.shardhub.core.internal.alert.AlertWatch;
import io.shardhub.core.internal.alert.Departures;
import io.shardhub.core.internal.alert.Gauges;
import io.shardhub.core.internal.care.Chore;
import io.shardhub.core.internal.cluster.HubCluster;
import io.shardhub.core.internal.metrics.ErrorLog;
import io.shardhub.core.internal.metrics.Measurements;
import io.shardhub.core.internal.metrics.Rates;
import io.shardhub.core.internal.shard.HubClient;
import io.shardhub.core.internal.shard.Roster;
import io.shardhub.core.internal.shard.Shard;
import io.shardhub.core.internal.shard.ShardContext;
import io.shardhub.core.internal.shard.Switchboard;
import io.shardhub.event.HubEvent;
import io.shardhub.monitor.ConnectionPage;
import io.shardhub.monitor.ConnectionQuery;
import io.shardhub.monitor.ConnectionSnapshot;
import io.shardhub.snapshot.HubHealth;
import io.shardhub.snapshot.HubSnapshot;
import io.shardhub.snapshot.InboundSnapshot;
import io.shardhub.snapshot.LatencySnapshot;
import io.shardhub.snapshot.MetricsSnapshot;
import io.shardhub.snapshot.ShardSnapshot;
import io.shardhub.snapshot.Traffic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is to be seen of a hub: puts snapshots together, and has the caretaker look at rates. */
@AnyThread
final class HubView implements Chore {

    private final ShardContext context;
    private final Measurements measurements;
    private final Places places;
    private final Supplier<HubState> state;
    private final Rates rates;
    private volatile Supplier<List<String>> problems = List::of;
    private volatile LongSupplier received = () -> 0;
    private volatile Supplier<Duration> workerAge = () -> Duration.ZERO;
    private final AlertWatch alerts;
    private final Departures departures = new Departures(); // the caretaker's

    /** Where to look. */
    record Places(Switchboard switchboard, Roster roster, Admission admission, HubCluster cluster) {}

    HubView(ShardContext context, Places places, Supplier<HubState> state) {
        this.context = context;
        this.measurements = context.measurements();
        this.places = places;
        this.state = state;
        this.alerts = new AlertWatch(context.options().metrics().alerts());
        this.rates = new Rates(counts(), context.runtime().nanoTime());
    }

    /** Asks there what is wrong with the hub. */
    void watch(Supplier<List<String>> newProblems) {
        problems = newProblems;
    }

    /** Counts there what peers send, and asks there how long it waits. */
    void inbound(LongSupplier newReceived, Supplier<Duration> newAge) {
        received = newReceived;
        workerAge = newAge;
    }

    Measurements measurements() {
        return measurements;
    }

    private Rates.Counts counts() {
        Roster roster = places.roster;
        HubCluster cluster = places.cluster;
        return new Rates.Counts(
                roster::connected,
                roster::departed,
                this::sent,
                () -> received.getAsLong(),
                () -> traffic().bytes(),
                measurements::bytesReceived,
                measurements.errors()::count,
                () -> cluster.snapshot().bus().outgoing().published(),
                () -> cluster.snapshot().bus().incoming().received());
    }

    private long sent() {
        Switchboard.Census census = places.switchboard.census();
        return census.retired().sent()
                + census.shards().stream().mapToLong(Shard::sent).sum();
    }

    private Traffic traffic() {
        return places.switchboard.traffic();
    }

    // ---- the caretaker ----

    @Override
    public void check(long now, Consumer<HubEvent> events) {
        if (measurements.isEnabled() && rates.look(now)) {
            measurements.look(now);
            departures.look(places.roster.departed());
            // Whoever leaves because the hub drains or closes is no mass disconnect.
            if (!alerts.isEmpty() && state.get() == HubState.RUNNING) {
                alerts.check(gauges(), now, measurements.time(), events);
            }
        }
    }

    private Gauges gauges() {
        return new Gauges(
                places.switchboard.shards(),
                context.options().shards().mailboxCapacity(),
                rates.snapshot().errors(),
                departures.most(),
                measurements.slowestHandler(),
                measurements.slowestDelivery(),
                workerAge.get(),
                places.cluster.snapshot().bus().verified());
    }

    @Override
    public boolean hasWork() {
        return false;
    }

    @Override
    public long nanosUntilDue(long now) {
        return measurements.isEnabled() ? rates.nanosUntilDue(now) : Long.MAX_VALUE;
    }

    // ---- any thread ----

    HubHealth health() {
        return new HubHealth(context.options().name(), state.get(), problems.get(), places.cluster.unready());
    }

    HubSnapshot hub() {
        return hub(new OutboxTally());
    }

    private HubSnapshot hub(OutboxTally outboxes) {
        Map<Integer, Long> waiting = new HashMap<>();
        for (HubClient client : places.roster.clients()) {
            int messages = client.waiting();
            outboxes.count(messages);
            waiting.merge(client.shard().index(), (long) messages, Long::sum);
        }
        List<ShardSnapshot> shards = new ArrayList<>();
        Switchboard.Census census = places.switchboard.census();
        for (Shard shard : census.shards()) {
            shards.add(shard.snapshot(waiting.getOrDefault(shard.index(), 0L)));
        }
        return new HubSnapshot(
                context.options().name(),
                state.get(),
                problems.get(),
                measurements.stuck().get(),
                places.cluster.unready(),
                shards,
                census.retired(),
                places.roster.connected(),
                places.admission.refused(),
                places.roster.closed(),
                clusterSnapshot());
    }

    private @Nullable ClusterSnapshot clusterSnapshot() {
        return places.cluster.relay() == null ? null : places.cluster.snapshot();
    }

    MetricsSnapshot metrics(InboundSnapshot inbound) {
        OutboxTally outboxes = new OutboxTally();
        HubSnapshot hub = hub(outboxes);
        Map<String, LatencySnapshot> handlers = measurements.handlers();
        ErrorLog.LastError last = measurements.errors().last();
        Traffic traffic = traffic();
        return new MetricsSnapshot(
                measurements.time(),
                measurements.startTime(),
                hub.clients(),
                hub.shards().stream().map(ShardSnapshot::clients).toList(),
                hub.books().sent(),
                inbound.received(),
                traffic.bytes(),
                measurements.bytesReceived(),
                Measurements.mean(handlers.values()),
                measurements.errors().count(),
                last == null ? null : last.time(),
                last == null ? null : last.text(),
                hub.closed().getOrDefault(CloseCode.SLOW_CONSUMER.number(), 0L),
                hub.books(),
                rates.snapshot(),
                measurements.delivery(),
                handlers,
                outboxes.queues(hub.shards(), inbound),
                traffic,
                measurements.movement(),
                alerts.active(),
                hub,
                inbound);
    }

    /** Goes through the clients once and copies none but those of the page. */
    ConnectionPage connections(ConnectionQuery query) {
        List<ConnectionSnapshot> page = new ArrayList<>();
        int found = 0;
        for (HubClient client : places.roster.clients()) {
            int shard = client.shard().index();
            if (query.matches(client, shard)) {
                if (found >= query.offset() && page.size() < query.limit()) {
                    page.add(ConnectionSnapshot.of(client, shard));
                }
                found++;
            }
        }
        return new ConnectionPage(found, query.offset(), query.limit(), page);
    }
}
