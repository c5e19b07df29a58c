package io.shardhub.core.internal.alert;

import io.shardhub.annotation.AnyThread;
import io.shardhub.event.HubEvent;
import io.shardhub.options.AlertOptions;
import io.shardhub.snapshot.Alert;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Holds figures to rules. One thread checks, any thread reads. */
public final class AlertWatch {

    private final double clearAt;
    private final List<Watched> watched = new ArrayList<>();
    private volatile List<Alert> active = List.of();

    /** One rule, and how it has fared. */
    private static final class Watched {
        private final Rule rule;
        private boolean broken;
        private long brokenAt;
        private @Nullable Instant brokenSince;
        private boolean alerted;

        Watched(Rule rule) {
            this.rule = rule;
        }
    }

    /** A watch for these rules; none if alerts are turned off. */
    public AlertWatch(AlertOptions options) {
        clearAt = options.clearAt();
        if (options.enabled()) {
            rules(options).stream()
                    .filter(rule -> rule.threshold() > 0)
                    .map(Watched::new)
                    .forEach(watched::add);
        }
    }

    private static List<Rule> rules(AlertOptions options) {
        long hold = options.holdFor().toNanos();
        List<Rule> all = new ArrayList<>(loads(options, hold));
        all.addAll(times(options, hold));
        all.addAll(ends(options, hold));
        return all;
    }

    private static List<Rule> loads(AlertOptions options, long hold) {
        return List.of(
                new Rule(
                        Alert.Kind.SHARD_OVERLOAD,
                        options.shardOverload(),
                        hold,
                        Gauges::fullestMailbox,
                        "the fullest mailbox is full to %.2f of its capacity (threshold %.2f)"),
                new Rule(
                        Alert.Kind.IMBALANCE,
                        options.imbalance(),
                        hold,
                        Gauges::imbalance,
                        "the largest shard has %.2f times the mean of clients (threshold %.2f)"),
                new Rule(
                        Alert.Kind.ERROR_RATE,
                        options.errorsPerSecond(),
                        hold,
                        Gauges::errors,
                        "%.2f failures per second (threshold %.2f)"));
    }

    private static List<Rule> times(AlertOptions options, long hold) {
        return List.of(
                new Rule(
                        Alert.Kind.HANDLER_LATENCY,
                        options.handlerLatency().toNanos() / 1e9,
                        hold,
                        Gauges::slowestHandler,
                        "the 99th percentile of a handler is %.3f s (threshold %.3f s)"),
                new Rule(
                        Alert.Kind.DELIVERY_LATENCY,
                        options.deliveryLatency().toNanos() / 1e9,
                        hold,
                        Gauges::slowestDelivery,
                        "the 99th percentile of delivery is %.3f s (threshold %.3f s)"),
                new Rule(
                        Alert.Kind.QUEUE_AGE,
                        options.queueAge().toNanos() / 1e9,
                        hold,
                        Gauges::oldest,
                        "the oldest has waited %.3f s in a queue (threshold %.3f s)"));
    }

    private static List<Rule> ends(AlertOptions options, long hold) {
        return List.of(
                new Rule(
                        Alert.Kind.BUS_OUTAGE,
                        options.busOutage() ? 1 : 0,
                        hold,
                        Gauges::busSilence,
                        "what other nodes publish is not known to arrive"),
                new Rule(
                        Alert.Kind.MASS_DISCONNECT,
                        options.massDisconnect(),
                        0,
                        Gauges::departing,
                        "%.2f of the clients left within a second (threshold %.2f)"));
    }

    /** Whether there is anything to check. */
    public boolean isEmpty() {
        return watched.isEmpty();
    }

    /** The alerts that are not over. */
    @AnyThread
    public List<Alert> active() {
        return active;
    }

    /** Holds the figures of now to the rules. */
    public void check(Gauges figures, long now, Instant time, Consumer<HubEvent> events) {
        List<Alert> alerts = new ArrayList<>();
        for (Watched each : watched) {
            Alert alert = check(each, figures, now, time, events);
            if (alert != null) {
                alerts.add(alert);
            }
        }
        active = List.copyOf(alerts);
    }

    private @Nullable Alert check(Watched each, Gauges figures, long now, Instant time, Consumer<HubEvent> events) {
        Rule rule = each.rule;
        double value = rule.figure().applyAsDouble(figures);
        boolean over = value >= rule.threshold();
        if (over && !each.broken) {
            each.broken = true;
            each.brokenAt = now;
            each.brokenSince = time;
        } else if (!over && (!each.alerted || value < clearAt * rule.threshold())) {
            each.broken = false;
        }
        Instant since = each.brokenSince == null ? time : each.brokenSince;
        Alert alert = new Alert(rule.kind(), value, rule.threshold(), since, rule.words(value));
        if (each.alerted && !each.broken) {
            each.alerted = false;
            events.accept(new HubEvent.AlertCleared(alert));
        } else if (!each.alerted && each.broken && now - each.brokenAt >= rule.holdNanos()) {
            each.alerted = true;
            events.accept(new HubEvent.AlertRaised(alert));
        }
        return each.alerted ? alert : null;
    }
}
