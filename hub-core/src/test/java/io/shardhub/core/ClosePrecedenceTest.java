package io.shardhub.core;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.shardhub.CloseCode;
import io.shardhub.Message;
import io.shardhub.OverflowPolicy;
import io.shardhub.Priority;
import io.shardhub.contract.RecordingConnection;
import io.shardhub.contract.RecordingConnection.Mode;
import io.shardhub.core.testing.Guest;
import io.shardhub.core.testing.HubRig;
import io.shardhub.options.HubOptions;
import io.shardhub.options.OutboxOptions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** Closes do not wait behind data: a hard one not at all, a polite one no longer than it may. */
final class ClosePrecedenceTest {

    private static final Duration LINGER = Duration.ofSeconds(5);
    private static final OutboxOptions OUTBOX =
            OutboxOptions.defaults().withCapacity(4).withLinger(LINGER);
    private static final HubOptions OPTIONS = HubRig.options(1).withOutbox(OUTBOX);

    /** What an outbox may be doing when its client is closed. */
    enum State {
        IDLE,
        LINGERS,
        REFUSED,
        UNDER_WAY,
        FULL
    }

    private final HubRig rig = new HubRig(OPTIONS);

    private Guest guestIn(State state) {
        Mode mode = switch (state) {
            case IDLE, LINGERS -> Mode.SENT;
            case REFUSED -> Mode.BUSY;
            case UNDER_WAY, FULL -> Mode.PENDING;
        };
        Guest guest = rig.join("u", new RecordingConnection(mode, 4));
        rig.idle();
        int messages = state == State.IDLE ? 0 : state == State.FULL ? 1 + OUTBOX.capacity() : 1;
        for (int i = 0; i < messages; i++) {
            Priority priority = state == State.LINGERS ? Priority.LOW : Priority.NORMAL;
            guest.client().send(HubRig.text("m" + i).withPriority(priority));
            rig.idle();
        }
        return guest;
    }

    @ParameterizedTest
    @EnumSource
    void slowClientIsClosedAtOnce(State state) {
        Guest guest = guestIn(state);
        for (int i = 0; guest.closeCode() == 0 && i < 3 * OUTBOX.capacity(); i++) {
            guest.connection().setMode(Mode.PENDING);
            guest.client().send(Message.text("x").withOverflow(OverflowPolicy.DISCONNECT));
            rig.idle();
        }
        assertThat(guest.closeCode()).isEqualTo(CloseCode.SLOW_CONSUMER.number());
        assertThat(rig.books().waiting()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void politeCloseDeliversWhatWaitsButWaitsNoLongerThanItMay(State state) {
        Guest guest = guestIn(state);
        guest.client().close(CloseCode.FORBIDDEN, "out");
        rig.idle();
        if (state == State.IDLE || state == State.LINGERS) {
            assertThat(guest.closeCode()).as("nothing holds it up").isEqualTo(CloseCode.FORBIDDEN.number());
            assertThat(guest.texts()).hasSize(state == State.LINGERS ? 1 : 0);
            return;
        }
        assertThat(guest.closeCode()).isZero();
        rig.advance(OPTIONS.closing().drain().plusMillis(250));
        assertThat(guest.closeCode()).isEqualTo(CloseCode.FORBIDDEN.number());
        assertThat(rig.books().waiting()).isZero();
    }

    @Test
    void lowMessagesLingerAndTravelTogetherAndTheShardRestsMeanwhile() {
        Guest guest = guestIn(State.LINGERS);
        long drains = rig.hub().snapshot().shards().get(0).drains();
        rig.advance(Duration.ofMillis(10));
        assertThat(rig.hub().snapshot().shards().get(0).drains())
                .as("no timer but its own")
                .isEqualTo(drains);
        guest.client().send(HubRig.text("m1").withPriority(Priority.LOW));
        rig.idle();
        assertThat(guest.texts()).isEmpty();
        assertThat(rig.books().waiting()).isEqualTo(2);
        rig.advance(LINGER);
        assertThat(guest.texts()).containsExactly("m0", "m1");
        assertThat(guest.connection().writes()).isEqualTo(1);
        guest.client().send(HubRig.text("m2").withPriority(Priority.LOW));
        rig.idle();
        guest.client().send(HubRig.text("urgent"));
        rig.idle();
        assertThat(guest.texts()).as("travels with what leaves").containsExactly("m0", "m1", "urgent", "m2");
        assertThat(guest.connection().writes()).isEqualTo(2);
    }

    @Test
    void stormOfSlowClientsDoesNotFloodTheLog() {
        Logger logger = (Logger) LoggerFactory.getLogger("io.shardhub.core.internal.shard.ShardLog");
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        Level before = logger.getLevel();
        logger.setLevel(Level.INFO);
        logger.setAdditive(false);
        logger.addAppender(lines);
        try {
            for (int i = 0; i < 900; i++) {
                rig.join("u" + i, Mode.PENDING);
            }
            rig.idle();
            rig.hub().broadcast(HubRig.text("m"));
            rig.idle().advance(OUTBOX.writeDeadline().plusSeconds(1));
        } finally {
            logger.detachAppender(lines);
            logger.setAdditive(true);
            logger.setLevel(before);
        }
        assertThat(rig.hub().snapshot().closed()).as("closed in the end").isEmpty();
        assertThat(lines.list).isNotEmpty().hasSizeLessThan(10);
        rig.advance(OPTIONS.closing().grace().plusSeconds(1));
        assertThat(rig.hub().snapshot().closed()).containsEntry(CloseCode.SLOW_CONSUMER.number(), 900L);
    }
}
