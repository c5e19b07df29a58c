package io.shardhub.core;

import static io.shardhub.core.testing.HubRig.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.CloseCode;
import io.shardhub.OverflowPolicy;
import io.shardhub.Priority;
import io.shardhub.SendResult;
import io.shardhub.contract.RecordingConnection.Mode;
import io.shardhub.core.testing.Guest;
import io.shardhub.core.testing.HubRig;
import io.shardhub.core.testing.QuietLog;
import io.shardhub.options.HubOptions;
import io.shardhub.options.OutboxOptions;
import io.shardhub.snapshot.Books;
import io.shardhub.snapshot.DropCause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that do not read, and what waits for them. */
@ExtendWith(QuietLog.class)
final class SlowClientTest {

    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final Duration TICK = Duration.ofMillis(250);
    private static final Duration MAX_AGE = Duration.ofSeconds(3);

    private static HubRig rig(OverflowPolicy policy) {
        HubOptions options = HubRig.options(1);
        return new HubRig(options.withOutbox(OutboxOptions.defaults()
                .withCapacity(4)
                .withMaxAge(MAX_AGE)
                .withOverflow(policy)
                .withWriteDeadline(DEADLINE)));
    }

    @Test
    void shortLimitsAreKeptToWithinAQuarter() {
        HubOptions options = HubRig.options(1);
        HubRig rig = new HubRig(options.withOutbox(OutboxOptions.defaults().withMaxAge(Duration.ofMillis(40)))
                .withClosing(options.closing().withDrain(Duration.ofMillis(20))));
        Guest slow = rig.join("slow", Mode.PENDING);
        Guest leaving = rig.join("leaving", Mode.PENDING);
        for (int i = 0; i < 2; i++) {
            slow.client().send(text("m"));
            leaving.client().send(text("m"));
            rig.idle();
        }
        leaving.client().close(CloseCode.NORMAL, "bye");
        rig.advance(Duration.ofMillis(20 + 5));
        assertThat(leaving.closeCode()).isEqualTo(CloseCode.NORMAL.number());
        rig.advance(Duration.ofMillis(20 + 5));
        assertThat(slow.client().books().dropped()).containsEntry(DropCause.TOO_OLD, 1L);
    }

    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"PENDING", "BUSY"})
    void writeThatDoesNotEndClosesTheClientAsSlowWithinATick(Mode mode) {
        HubRig rig = rig(OverflowPolicy.DROP_OLDEST);
        Guest slow = rig.join("slow", mode);
        Guest other = rig.join("other");
        rig.hub().broadcast(text("a"));
        rig.idle().advance(DEADLINE);
        assertThat(slow.closeCode())
                .as("at the deadline it may still be in time")
                .isZero();
        rig.advance(TICK);
        assertThat(slow.closeCode()).isEqualTo(CloseCode.SLOW_CONSUMER.number());
        assertThat(slow.connection().isAborted()).isFalse();
        assertThat(slow.client().send(text("late"))).isEqualTo(SendResult.CLOSED);
        rig.advance(Duration.ofSeconds(5).plus(TICK));
        assertThat(slow.connection().isAborted())
                .as("it does not answer the close")
                .isTrue();
        assertThat(slow.listener().events()).containsExactly("registered", "closed 4408");
        rig.hub().broadcast(text("b"));
        rig.idle();
        assertThat(other.texts()).containsExactly("a", "b");
        assertThat(other.closeCode()).isZero();
        Books books = rig.books();
        assertThat(books.accepted()).isEqualTo(3);
        assertThat(books.sent()).isEqualTo(2);
        assertThat(books.dropped().get(mode == Mode.PENDING ? DropCause.WRITE_FAILED : DropCause.CLIENT_CLOSED))
                .isEqualTo(1);
        slow.connection().assertNoViolations();
    }

    /** More than an outbox holds comes between two drains; the connection takes everything. */
    @Test
    void quickClientLosesNothingHoweverMuchComesAtOnce() {
        for (OverflowPolicy policy : OverflowPolicy.values()) {
            HubRig rig = new HubRig(HubRig.options(1)
                    .withOutbox(OutboxOptions.defaults()
                            .withCapacity(4)
                            .withMaxBytes(1_024)
                            .withOverflow(policy)));
            List<Guest> guests = List.of(rig.join("a"), rig.join("b"));
            rig.idle();
            List<String> sent = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                String text = i + "x".repeat(i % 3 == 0 ? 700 : 1);
                sent.add(text);
                rig.hub().broadcast(text(text));
            }
            for (int i = 0; i < 50; i++) { // mixed, so that they do not wait as one part of the drain
                Priority priority = i % 2 == 0 ? Priority.NORMAL : Priority.HIGH;
                rig.hub().broadcast(text("mixed").withPriority(priority));
                guests.get(1).client().send(text("direct"));
            }
            rig.idle();
            assertThat(guests.get(0).texts()).as("%s", policy).hasSize(100).startsWith(sent.toArray(String[]::new));
            assertThat(guests.get(1).texts()).as("%s", policy).hasSize(150);
            assertThat(rig.books().dropped().values()).allMatch(count -> count == 0);
        }
    }

    @Test
    void writeThatEndsInTimeIsNoReasonToClose() {
        HubRig rig = rig(OverflowPolicy.DROP_OLDEST);
        Guest slow = rig.join("slow", Mode.PENDING);
        for (int i = 0; i < 5; i++) {
            slow.client().send(text("m" + i));
            rig.idle().advance(DEADLINE.minus(TICK));
            slow.registration().heard();
            slow.connection().completeNext();
        }
        rig.advance(DEADLINE.multipliedBy(2));
        assertThat(slow.closeCode()).isZero();
        assertThat(slow.connection().isAborted()).isFalse();
        assertThat(rig.books().sent()).isEqualTo(5);
    }

    /** The hub asks a busy connection again, soon but not all the time. */
    @Test
    void busyConnectionIsAskedAgainEveryMillisecond() {
        HubRig rig = rig(OverflowPolicy.DROP_OLDEST);
        Guest guest = rig.join("u");
        rig.idle();
        guest.connection().refuseNext(10);
        guest.client().send(text("a"));
        rig.idle();
        assertThat(guest.texts()).isEmpty();
        rig.advance(Duration.ofMillis(8));
        assertThat(guest.texts()).isEmpty();
        rig.advance(Duration.ofMillis(3));
        assertThat(guest.texts()).containsExactly("a");
        assertThat(rig.books().sent()).isEqualTo(1);
    }

    @Test
    void dropOldestKeepsTheNewest() {
        HubRig rig = rig(OverflowPolicy.DROP_OLDEST);
        Guest slow = rig.join("slow", Mode.PENDING);
        sendTen(rig, slow);
        drain(rig, slow);
        assertThat(slow.texts()).containsExactly("m0", "m6", "m7", "m8", "m9");
        assertDropped(rig, 5);
    }

    @Test
    void dropNewestKeepsTheOldest() {
        HubRig rig = rig(OverflowPolicy.DROP_NEWEST);
        Guest slow = rig.join("slow", Mode.PENDING);
        sendTen(rig, slow);
        drain(rig, slow);
        assertThat(slow.texts()).containsExactly("m0", "m1", "m2", "m3", "m4");
        assertDropped(rig, 5);
    }

    @Test
    void disconnectClosesWhenTheOutboxIsFull() {
        HubRig rig = rig(OverflowPolicy.DISCONNECT);
        Guest slow = rig.join("slow", Mode.PENDING);
        Guest other = rig.join("other");
        sendTen(rig, slow);
        rig.hub().broadcast(text("b"));
        rig.idle();
        assertThat(slow.closeCode()).isEqualTo(CloseCode.SLOW_CONSUMER.number());
        assertThat(slow.texts()).containsExactly("m0");
        assertThat(other.texts()).containsExactly("b");
        Books books = rig.books();
        assertThat(books.dropped().get(DropCause.OUTBOX_FULL)).isEqualTo(1);
        assertThat(books.dropped().get(DropCause.WRITE_FAILED)).isEqualTo(1);
        assertThat(books.dropped().get(DropCause.CLIENT_CLOSED))
                .as("four that waited, one that came later")
                .isEqualTo(5);
    }

    @Test
    void criticalMessagesAloneDisconnect() {
        HubRig rig = rig(OverflowPolicy.DROP_OLDEST);
        Guest slow = rig.join("slow", Mode.PENDING);
        slow.client().send(text("under way"));
        rig.idle();
        for (int i = 0; i < 4; i++) {
            slow.client().send(text("low").withPriority(Priority.LOW));
        }
        for (int i = 0; i < 4; i++) {
            slow.client().send(text("c" + i).withPriority(Priority.CRITICAL));
        }
        rig.idle();
        assertThat(slow.closeCode()).as("low ones are shed for them").isZero();
        slow.client().send(text("one too many").withPriority(Priority.CRITICAL));
        rig.idle();
        assertThat(slow.closeCode()).isEqualTo(CloseCode.SLOW_CONSUMER.number());
        assertThat(rig.books().dropped().get(DropCause.OUTBOX_FULL)).isEqualTo(5);
    }

    @Test
    void newerMessageWithTheSameKeyReplacesTheWaitingOne() {
        HubRig rig = rig(OverflowPolicy.DISCONNECT);
        Guest slow = rig.join("slow", Mode.PENDING);
        for (int i = 0; i < 100; i++) {
            rig.hub().broadcast(text("result " + i).withKey("quiz 42"));
            rig.idle();
        }
        drain(rig, slow);
        assertThat(slow.texts()).containsExactly("result 0", "result 99");
        assertThat(rig.books().conflated()).isEqualTo(98);
    }

    @Test
    void whatWaitsTooLongIsDropped() {
        HubRig rig = rig(OverflowPolicy.DROP_OLDEST);
        Guest slow = rig.join("slow", Mode.PENDING);
        slow.client().send(text("under way"));
        rig.idle();
        slow.client().send(text("old"));
        slow.client().send(text("old, too"));
        rig.idle().advance(MAX_AGE.plus(TICK));
        slow.client().send(text("young"));
        rig.idle();
        assertThat(rig.books().dropped().get(DropCause.TOO_OLD)).isEqualTo(2);
        drain(rig, slow);
        assertThat(slow.texts()).containsExactly("under way", "young");
    }

    private static void sendTen(HubRig rig, Guest guest) {
        for (int i = 0; i < 10; i++) {
            guest.client().send(text("m" + i));
            rig.idle();
        }
    }

    private static void drain(HubRig rig, Guest guest) {
        while (guest.connection().completeNext()) {
            rig.idle();
        }
        rig.advance(TICK); // the last write is entered into the books
        HubRig.assertNoViolations(List.of(guest));
    }

    private static void assertDropped(HubRig rig, long count) {
        Books books = rig.books();
        assertThat(books.dropped().get(DropCause.OUTBOX_FULL)).isEqualTo(count);
        assertThat(books.accepted()).isEqualTo(10);
        assertThat(books.sent()).isEqualTo(10 - count);
        assertThat(books.waiting()).isZero();
    }
}
