package io.shardhub.core.internal.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.event.HubEvent;
import io.shardhub.options.AlertOptions;
import io.shardhub.snapshot.Alert;
import io.shardhub.snapshot.Alert.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a rule alerts, and when that is over; to the second. */
final class AlertWatchTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration FINE = Duration.ZERO;

    private final AlertWatch watch = new AlertWatch(AlertOptions.defaults());
    private final List<String> events = new ArrayList<>();
    private int second;

    private static Gauges errors(double perSecond) {
        return new Gauges(List.of(), 1, perSecond, 0, FINE, FINE, FINE, true);
    }

    /** So many seconds with these figures, looked at every second. */
    private void pass(int seconds, Gauges gauges) {
        for (int i = 0; i < seconds; i++) {
            second++;
            // the clock runs over in the middle
            long now = Long.MAX_VALUE
                    - Duration.ofSeconds(20).toNanos()
                    + Duration.ofSeconds(second).toNanos();
            watch.check(gauges, now, START.plusSeconds(second), this::heard);
        }
    }

    private void heard(HubEvent event) {
        if (event instanceof HubEvent.AlertRaised raised) {
            events.add(second + " raised " + raised.alert().kind());
        } else if (event instanceof HubEvent.AlertCleared cleared) {
            events.add(second + " cleared " + cleared.alert().kind());
        }
    }

    @Test
    void aRuleMustBeBrokenForAWhile() {
        pass(30, errors(1));
        assertThat(events).isEmpty();
        pass(1, errors(1));
        assertThat(events).containsExactly("31 raised ERROR_RATE");
        assertThat(watch.active())
                .containsExactly(new Alert(
                        Kind.ERROR_RATE, 1, 1, START.plusSeconds(1), "1.00 failures per second (threshold 1.00)"));
        pass(60, errors(5));
        assertThat(events).hasSize(1);
        assertThat(watch.active().get(0).value()).isEqualTo(5);
    }

    @Test
    void oneGoodMomentStartsItAllOver() {
        pass(30, errors(1));
        pass(1, errors(0.99));
        pass(30, errors(1));
        assertThat(events).isEmpty();
        pass(1, errors(1));
        assertThat(events).containsExactly("62 raised ERROR_RATE");
    }

    @Test
    void anAlertIsOverWellBelowTheThreshold() {
        pass(31, errors(1));
        pass(50, errors(0.8));
        assertThat(events).hasSize(1);
        pass(1, errors(0.79));
        assertThat(events).containsExactly("31 raised ERROR_RATE", "82 cleared ERROR_RATE");
        assertThat(watch.active()).isEmpty();
        pass(30, errors(1));
        assertThat(events).hasSize(2);
        pass(1, errors(1));
        assertThat(events).endsWith("113 raised ERROR_RATE");
    }

    @Test
    void eachRuleHasItsFigure() {
        Gauges broken = new Gauges(
                List.of(), 1, 2, 60, Duration.ofMillis(1_001), Duration.ofMillis(501), Duration.ofSeconds(6), false);
        pass(1, broken);
        assertThat(events).containsExactly("1 raised MASS_DISCONNECT");
        pass(30, broken);
        assertThat(watch.active().stream().map(Alert::kind))
                .containsExactly(
                        Kind.ERROR_RATE,
                        Kind.HANDLER_LATENCY,
                        Kind.DELIVERY_LATENCY,
                        Kind.QUEUE_AGE,
                        Kind.BUS_OUTAGE,
                        Kind.MASS_DISCONNECT);
        assertThat(watch.active().get(1).text())
                .isEqualTo("the 99th percentile of a handler is 1.001 s (threshold 1.000 s)");
        pass(1, errors(0));
        assertThat(watch.active()).isEmpty();
        assertThat(events).hasSize(12);
    }

    @Test
    void whatIsTurnedOffNeverAlerts() {
        AlertOptions defaults = AlertOptions.defaults();
        AlertOptions off = new AlertOptions(false, FINE, 1, 0.5, 2, 1, FINE, FINE, FINE, 0.1, true);
        assertThat(new AlertWatch(off).isEmpty()).isTrue();
        AlertOptions zero = new AlertOptions(true, FINE, 1, 0, 0, 0, FINE, FINE, FINE, 0, false);
        assertThat(new AlertWatch(zero).isEmpty()).isTrue();
        assertThat(new AlertWatch(defaults).isEmpty()).isFalse();
    }

    @Test
    void aBurstIsSeenForTenSeconds() {
        Departures departures = new Departures();
        departures.look(100);
        for (int i = 0; i < 9; i++) {
            departures.look(101);
            assertThat(departures.most()).isEqualTo(100);
        }
        departures.look(101);
        assertThat(departures.most()).isEqualTo(1);
    }
}
