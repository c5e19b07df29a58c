package io.shardhub.snapshot;

import io.shardhub.Priority;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All measurements of a hub now: what an operator looks at first, then everything. A point-in-time estimate: figures are read
 * one after the other, without stopping anybody, and add up only when the hub is at rest.
 *
 * @param time when it was put together
 * @param startTime when the hub was started; null if it was not
 * @param activeConnections registered clients
 * @param connectionsPerShard the same by index of the shard
 * @param messagesSent messages handed to connections, since the start
 * @param messagesReceived messages of peers, good or bad
 * @param bytesSent bytes of frames handed to connections
 * @param bytesReceived bytes of text of peers
 * @param averageProcessingTime the mean time of handlers, since the start
 * @param errorCount failures of code: of handlers, listeners, protocols, connections, and of the hub's own; what peers do wrong
 *     is no error but in {@link InboundSnapshot#faults}
 * @param lastErrorTime when the last one was; null if there was none
 * @param lastError what it was, at most 300 chars; null if there was none
 * @param slowClients clients closed because they did not take what was sent
 * @param books what became of the messages for clients
 * @param rates what happens per second
 * @param delivery how long messages took from {@code send} or {@code publish} until they were handed to connections, by priority:
 *     a sample for the oldest message of each drain of a shard, and one for each write of what had to wait in an outbox, from
 *     when the shard took it
 * @param handlers how long handlers ran, by type of message; types beyond the first 100 are together under {@code other}
 * @param queues what waits where
 * @param traffic what was written
 * @param movement how clients changed their shards
 * @param alerts rules that are broken, and not yet obeyed again
 * @param hub the hub, its shards and its cluster
 * @param inbound what peers sent
 */
public record MetricsSnapshot(
        Instant time,
        @Nullable Instant startTime,
        int activeConnections,
        List<Integer> connectionsPerShard,
        long messagesSent,
        long messagesReceived,
        long bytesSent,
        long bytesReceived,
        Duration averageProcessingTime,
        long errorCount,
        @Nullable Instant lastErrorTime,
        @Nullable String lastError,
        long slowClients,
        Books books,
        RateSnapshot rates,
        Map<Priority, LatencySnapshot> delivery,
        Map<String, LatencySnapshot> handlers,
        QueueSnapshot queues,
        Traffic traffic,
        Movement movement,
        List<Alert> alerts,
        HubSnapshot hub,
        InboundSnapshot inbound) {

    /** Copies the collections. */
    public MetricsSnapshot {
        connectionsPerShard = List.copyOf(connectionsPerShard);
        alerts = List.copyOf(alerts);
        delivery = Map.copyOf(delivery);
        handlers = Map.copyOf(handlers);
    }
}
