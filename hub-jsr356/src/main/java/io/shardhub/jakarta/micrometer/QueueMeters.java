package io.shardhub.jakarta.micrometer;

import io.micrometer.core.instrument.Tags;
import io.shardhub.Priority;
import java.util.List;
import java.util.Locale;

/** What waits. */
final class QueueMeters {

    private static final List<String> DEPTHS = List.of("0", "1-9", "10-99", "100-999", "1000+");

    private QueueMeters() {}

    static void bind(MeterTable table) {
        table.gauge(
                "mailbox.deepest",
                "Commands in the fullest mailbox",
                metrics -> metrics.queues().mailboxes().deepest());
        table.age(
                "mailbox.age",
                "How long the oldest command waits",
                metrics -> metrics.queues().mailboxes().oldest());
        table.gauge(
                "outbox.deepest",
                "Messages in the fullest outbox",
                metrics -> metrics.queues().outboxes().deepest());
        table.age(
                "outbox.age",
                "How long the oldest message for a client waits",
                metrics -> metrics.queues().outboxes().oldest());
        for (String depth : DEPTHS) {
            table.gauge(
                    "outbox.clients",
                    "Clients by the number of messages that wait for them",
                    Tags.of("depth", depth),
                    null,
                    metrics -> metrics.queues().outboxDepths().getOrDefault(depth, 0));
        }
        for (Priority priority : Priority.values()) {
            table.gauge(
                    "worker.queue",
                    "Messages of peers that wait for their handler",
                    Tags.of("priority", priority.name().toLowerCase(Locale.ROOT)),
                    null,
                    metrics -> metrics.inbound().queued().getOrDefault(priority, 0L));
        }
        table.age(
                "worker.age",
                "How long the client waits that waits longest for a worker",
                metrics -> metrics.inbound().oldestWait());
        table.gauge(
                "handlers.running",
                "Handlers that run now",
                metrics -> metrics.inbound().running());
    }
}
