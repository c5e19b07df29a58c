package io.shardhub.jakarta.micrometer;

import io.micrometer.core.instrument.Tags;
import io.shardhub.Priority;
import io.shardhub.snapshot.DropCause;
import io.shardhub.snapshot.InboundSnapshot;
import io.shardhub.snapshot.LatencySnapshot;
import io.shardhub.snapshot.MetricsSnapshot;
import java.util.Locale;

/** Messages, both ways, and how long they take. */
final class MessageMeters {

    private MessageMeters() {}

    static void bind(MeterTable table) {
        table.counter(
                "messages.accepted",
                "Messages taken for a client",
                metrics -> metrics.books().accepted());
        table.counter("messages.sent", "Messages handed to connections", MetricsSnapshot::messagesSent);
        table.counter(
                "messages.conflated",
                "Messages replaced by newer ones",
                metrics -> metrics.books().conflated());
        table.gauge(
                "messages.waiting",
                "Messages that wait or are being written",
                metrics -> metrics.books().waiting());
        for (DropCause cause : DropCause.values()) {
            table.counter(
                    "messages.dropped",
                    "Messages lost",
                    Tags.of("cause", cause.name().toLowerCase(Locale.ROOT)),
                    null,
                    metrics -> metrics.books().dropped().getOrDefault(cause, 0L));
        }
        table.counter(
                "sent", "Bytes of frames handed to connections", Tags.empty(), "bytes", MetricsSnapshot::bytesSent);
        table.counter(
                "batches",
                "Writes that carried several messages",
                metrics -> metrics.traffic().batches());
        bindInbound(table);
        for (Priority priority : Priority.values()) {
            table.latency(
                    "delivery",
                    "From acceptance until a message is handed to its connection",
                    Tags.of("priority", priority.name().toLowerCase(Locale.ROOT)),
                    metrics -> metrics.delivery().getOrDefault(priority, LatencySnapshot.NONE));
        }
    }

    private static void bindInbound(MeterTable table) {
        table.counter("messages.received", "Messages of peers", MetricsSnapshot::messagesReceived);
        table.counter(
                "messages.handled",
                "Messages whose handler returned",
                metrics -> metrics.inbound().handled());
        table.counter("received", "Bytes of text of peers", Tags.empty(), "bytes", MetricsSnapshot::bytesReceived);
        for (String fault : InboundSnapshot.FAULTS) {
            table.counter(
                    "messages.faults",
                    "Messages that were not handled",
                    Tags.of("cause", fault),
                    null,
                    metrics -> metrics.inbound().faults().getOrDefault(fault, 0L));
        }
        table.counter("errors", "Failures of code", MetricsSnapshot::errorCount);
        table.counter(
                "overdue",
                "Handlers and listeners that ran past their deadline",
                metrics -> metrics.inbound().overdue());
    }

    static void bindHandler(MeterTable table, String type) {
        table.latency(
                "handler",
                "How long handlers ran",
                Tags.of("type", type),
                metrics -> metrics.handlers().getOrDefault(type, LatencySnapshot.NONE));
    }
}
