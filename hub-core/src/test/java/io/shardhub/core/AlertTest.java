package io.shardhub.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.Message;
import io.shardhub.core.internal.metrics.Measurements;
import io.shardhub.core.testing.Guest;
import io.shardhub.core.testing.HubRig;
import io.shardhub.core.testing.QuietLog;
import io.shardhub.event.HubEvent;
import io.shardhub.options.HubOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a hub in trouble tells its operators. */
@ExtendWith(QuietLog.class)
final class AlertTest {

    private final HubOptions options = HubRig.options(2);
    private final HubRig rig =
            new HubRig(options.withRebalance(options.rebalance().withInterval(Duration.ZERO))
                    .withSupervision(options.supervision().withHangAfter(Duration.ofSeconds(40))));
    private final List<String> events = new ArrayList<>();

    AlertTest() {
        rig.hub().listen(event -> {
            if (event instanceof HubEvent.AlertRaised raised) {
                events.add("raised " + raised.alert().kind());
            } else if (event instanceof HubEvent.AlertCleared cleared) {
                events.add("cleared " + cleared.alert().kind());
            }
        });
    }

    private List<Guest> join(int users) {
        List<Guest> guests = new ArrayList<>();
        for (int i = 0; i < users; i++) {
            guests.add(rig.join("" + 2 * i));
        }
        rig.idle();
        return guests;
    }

    @Test
    void aShardThatFallsBehindIsOverloaded() {
        join(1).get(0).connection().hangIn(rig.runtime().hanging());
        rig.hub().broadcast(Message.text("hangs"));
        rig.idle();
        for (int i = 0; i < 600; i++) {
            rig.hub().broadcast(Message.text("m"));
        }
        rig.advance(Duration.ofSeconds(31));
        assertThat(events).containsExactly("raised SHARD_OVERLOAD");
        rig.advance(Duration.ofSeconds(5));
        assertThat(events).containsExactly("raised SHARD_OVERLOAD", "raised QUEUE_AGE");
        rig.advance(Duration.ofSeconds(20)); // another thread takes over
        assertThat(events)
                .containsExactly(
                        "raised SHARD_OVERLOAD", "raised QUEUE_AGE", "cleared SHARD_OVERLOAD", "cleared QUEUE_AGE");
        rig.runtime().releaseAll();
        rig.close();
    }

    @Test
    void oneShardWithAllClientsIsOutOfBalance() {
        join(99);
        rig.advance(Duration.ofSeconds(60));
        assertThat(events).isEmpty();
        join(1);
        rig.advance(Duration.ofSeconds(32));
        assertThat(events).containsExactly("raised IMBALANCE");
        var unused = rig.hub().rebalance();
        rig.advance(Duration.ofSeconds(2));
        assertThat(events).containsExactly("raised IMBALANCE", "cleared IMBALANCE");
    }

    /** So many messages, each of which takes that long to its connection. */
    private void deliver(int messages, Duration latency) {
        for (int i = 0; i < messages; i++) {
            rig.hub().broadcast(Message.text("m"));
            rig.runtime().skip(latency);
            rig.idle();
        }
    }

    @Test
    void aSingleSlowMessageAlertsNobody() {
        join(1);
        deliver(1, Duration.ofSeconds(3));
        rig.advance(Duration.ofSeconds(61));
        deliver(99, Duration.ZERO);
        deliver(1, Duration.ofSeconds(3));
        rig.advance(Duration.ofSeconds(61));
        assertThat(events).isEmpty();
    }

    @Test
    void twoSlowMessagesOfAHundredAreAlertedAndTwoOfFewerAreNot() {
        join(1);
        deliver(97, Duration.ZERO);
        deliver(2, Duration.ofSeconds(3));
        rig.advance(Duration.ofSeconds(61));
        assertThat(events).isEmpty();
        deliver(98, Duration.ZERO);
        deliver(2, Duration.ofSeconds(3));
        rig.advance(Duration.ofSeconds(61));
        assertThat(events).containsExactly("raised DELIVERY_LATENCY", "cleared DELIVERY_LATENCY");
    }

    @Test
    void aSingleSlowHandlerAlertsNobodyAndTwoOfAHundredAreAlerted() {
        Measurements measurements = new Measurements(rig.runtime(), true);
        for (int i = 0; i < 98; i++) {
            measurements.handlerOf("often").record(1);
        }
        measurements.handlerOf("often").record(3_000_000_000L);
        measurements.handlerOf("seldom").record(3_000_000_000L);
        assertThat(measurements.slowestHandler()).isZero();
        measurements.handlerOf("often").record(3_000_000_000L);
        assertThat(measurements.slowestHandler()).isBetween(Duration.ofMillis(2_970), Duration.ofMillis(3_030));
    }

    @Test
    void manyWhoLeaveAtOnceAreAlerted() {
        List<Guest> guests = join(200);
        rig.advance(Duration.ofSeconds(2));
        guests.subList(0, 60).forEach(Guest::leave);
        rig.advance(Duration.ofSeconds(1));
        assertThat(events).containsExactly("raised MASS_DISCONNECT");
        rig.advance(Duration.ofSeconds(11));
        assertThat(events).containsExactly("raised MASS_DISCONNECT", "cleared MASS_DISCONNECT");
    }
}
