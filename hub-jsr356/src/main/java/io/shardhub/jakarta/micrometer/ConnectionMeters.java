package io.shardhub.jakarta.micrometer;

import io.micrometer.core.instrument.Tags;
import io.shardhub.CloseCode;
import io.shardhub.snapshot.MetricsSnapshot;
import io.shardhub.snapshot.RefusalCause;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/** Clients that come, are there, and go; and the hub itself. */
final class ConnectionMeters {

    private ConnectionMeters() {}

    static void bind(MeterTable table) {
        table.gauge("connections", "Registered clients", MetricsSnapshot::activeConnections);
        table.counter("connects", "Clients taken in", metrics -> metrics.hub().connected());
        for (CloseCode code : CloseCode.values()) {
            table.counter(
                    "disconnects",
                    "Clients gone, by close code; 0 is every code that is not in the table",
                    Tags.of("code", Integer.toString(code.number())),
                    null,
                    metrics -> metrics.hub().closed().getOrDefault(code.number(), 0L));
        }
        table.counter(
                "disconnects",
                "Clients gone, by close code; 0 is every code that is not in the table",
                Tags.of("code", "0"),
                null,
                ConnectionMeters::otherCodes);
        for (RefusalCause cause : RefusalCause.values()) {
            table.counter(
                    "refused",
                    "Connections turned away",
                    Tags.of("cause", cause.name().toLowerCase(Locale.ROOT)),
                    null,
                    metrics -> metrics.hub().refused().getOrDefault(cause, 0L));
        }
        table.counter(
                "slow.clients", "Clients closed because they did not take what was sent", MetricsSnapshot::slowClients);
        bindHub(table);
    }

    private static void bindHub(MeterTable table) {
        table.gauge(
                "healthy",
                "1 if nothing is wrong with the hub",
                metrics -> metrics.hub().isHealthy() ? 1 : 0);
        table.gauge(
                "ready",
                "1 if new clients may be sent here",
                metrics -> metrics.hub().isReady() ? 1 : 0);
        table.gauge("shards", "Shards", metrics -> metrics.hub().shards().size());
        table.gauge(
                "stuck.threads",
                "Threads given up in a call that does not return",
                metrics -> metrics.hub().stuck());
        table.gauge(
                "start.time",
                "When the hub was started, in seconds since 1970",
                Tags.empty(),
                "seconds",
                ConnectionMeters::startTime);
        table.counter(
                "rebalances",
                "Plans to move clients that were carried out",
                metrics -> metrics.movement().rebalances());
        table.counter(
                "moved.clients",
                "Clients moved to other shards",
                metrics -> metrics.movement().movedClients());
        table.counter(
                "shard.replacements",
                "Shards that got another thread",
                metrics -> metrics.movement().replacements());
    }

    private static double otherCodes(MetricsSnapshot metrics) {
        return metrics.hub().closed().entrySet().stream()
                .filter(entry -> CloseCode.of(entry.getKey()).isEmpty())
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private static double startTime(MetricsSnapshot metrics) {
        Instant start = metrics.startTime();
        return start == null ? 0 : start.toEpochMilli() / 1e3;
    }
}
