package io.shardhub.core.internal.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.Message;
import io.shardhub.OverflowPolicy;
import io.shardhub.Priority;
import io.shardhub.core.internal.outbox.Backlog.Offer;
import io.shardhub.core.protocol.JsonProtocol;
import io.shardhub.snapshot.DropCause;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class BacklogTest {

    private static final long MAX_AGE = 1_000;
    private static final int MAX_BYTES = 1_024;

    private final JsonProtocol protocol = new JsonProtocol();
    private final Ledger ledger = new Ledger();

    private Backlog backlog(int capacity, OverflowPolicy policy) {
        return new Backlog(new OutboxLimits(capacity, MAX_BYTES, MAX_AGE, policy, 1, 0, 64, 65_536), protocol, ledger);
    }

    private static Message message(String text, Priority priority) {
        return Message.text(text).withPriority(priority);
    }

    /** A message whose frame has that many bytes. */
    private static Message sized(int bytes, Priority priority) {
        return message("x".repeat(bytes - (bytes < 128 ? 2 : 4)), priority);
    }

    private static List<String> drain(Backlog backlog, long now) {
        List<String> texts = new ArrayList<>();
        backlog.expire(now);
        for (Message next = backlog.poll(); next != null; next = backlog.poll()) {
            texts.add(String.valueOf(next.data()));
        }
        assertThat(backlog.size()).isZero();
        assertThat(backlog.peekBytes()).isZero();
        return texts;
    }

    private long dropped(DropCause cause) {
        return ledger.books(0).dropped().getOrDefault(cause, -1L);
    }

    /* --------------- Order --------------- */

    @Test
    void higherPriorityOvertakesAndOrderWithinOnePriorityStays() {
        Backlog backlog = backlog(100, OverflowPolicy.DROP_OLDEST);
        for (int i = 0; i < 3; i++) {
            for (Priority priority : Priority.values()) {
                assertThat(backlog.offer(message(priority.name() + i, priority), 0))
                        .isEqualTo(Offer.TAKEN);
            }
        }
        assertThat(drain(backlog, 0))
                .containsExactly(
                        "CRITICAL0",
                        "CRITICAL1",
                        "CRITICAL2",
                        "HIGH0",
                        "HIGH1",
                        "HIGH2",
                        "NORMAL0",
                        "NORMAL1",
                        "NORMAL2",
                        "LOW0",
                        "LOW1",
                        "LOW2");
    }

    @Test
    void peekBytesIsThatOfTheMostUrgent() {
        Backlog backlog = backlog(100, OverflowPolicy.DROP_OLDEST);
        backlog.offer(sized(50, Priority.LOW), 0);
        assertThat(backlog.peekBytes()).isEqualTo(50);
        backlog.offer(sized(70, Priority.HIGH), 0);
        assertThat(backlog.peekBytes()).isEqualTo(70);
    }

    /* --------------- Bounds --------------- */

    @Test
    void dropOldestShedsTheOldestOfTheLowestPriority() {
        Backlog backlog = backlog(4, OverflowPolicy.DROP_OLDEST);
        backlog.offer(message("n0", Priority.NORMAL), 0);
        backlog.offer(message("l0", Priority.LOW), 0);
        backlog.offer(message("l1", Priority.LOW), 0);
        backlog.offer(message("h0", Priority.HIGH), 0);
        assertThat(backlog.offer(message("n1", Priority.NORMAL), 0)).isEqualTo(Offer.TAKEN);
        assertThat(backlog.size()).isEqualTo(4);
        assertThat(dropped(DropCause.OUTBOX_FULL)).isEqualTo(1);
        backlog.offer(message("n2", Priority.NORMAL), 0);
        backlog.offer(message("n3", Priority.NORMAL), 0);
        assertThat(dropped(DropCause.OUTBOX_FULL)).isEqualTo(3);
        assertThat(drain(backlog, 0)).containsExactly("h0", "n1", "n2", "n3");
    }

    @Test
    void dropOldestNeverShedsForALessUrgentMessage() {
        Backlog backlog = backlog(2, OverflowPolicy.DROP_OLDEST);
        backlog.offer(message("h0", Priority.HIGH), 0);
        backlog.offer(message("n0", Priority.NORMAL), 0);
        assertThat(backlog.offer(message("l0", Priority.LOW), 0)).isEqualTo(Offer.SHED);
        assertThat(dropped(DropCause.OUTBOX_FULL)).as("left to the caller").isZero();
        assertThat(drain(backlog, 0)).containsExactly("h0", "n0");
    }

    @Test
    void dropNewestShedsTheNewOne() {
        Backlog backlog = backlog(2, OverflowPolicy.DROP_NEWEST);
        backlog.offer(message("l0", Priority.LOW), 0);
        backlog.offer(message("l1", Priority.LOW), 0);
        assertThat(backlog.offer(message("h0", Priority.HIGH), 0)).isEqualTo(Offer.SHED);
        assertThat(drain(backlog, 0)).containsExactly("l0", "l1");
    }

    @Test
    void disconnectIsAnOverflow() {
        Backlog backlog = backlog(1, OverflowPolicy.DISCONNECT);
        backlog.offer(message("l0", Priority.LOW), 0);
        assertThat(backlog.offer(message("l1", Priority.LOW), 0)).isEqualTo(Offer.OVERFLOW);
        assertThat(drain(backlog, 0)).containsExactly("l0");
    }

    @ParameterizedTest
    @EnumSource(OverflowPolicy.class)
    void messageMayBringItsOwnPolicy(OverflowPolicy own) {
        OverflowPolicy other =
                own == OverflowPolicy.DROP_NEWEST ? OverflowPolicy.DISCONNECT : OverflowPolicy.DROP_NEWEST;
        Backlog backlog = backlog(1, other);
        backlog.offer(Message.text("old"), 0);
        Offer expected = switch (own) {
            case DROP_OLDEST -> Offer.TAKEN;
            case DROP_NEWEST -> Offer.SHED;
            case DISCONNECT -> Offer.OVERFLOW;
        };
        assertThat(backlog.offer(Message.text("new").withOverflow(own), 0)).isEqualTo(expected);
        assertThat(drain(backlog, 0)).containsExactly(own == OverflowPolicy.DROP_OLDEST ? "new" : "old");
    }

    @Test
    void bytesAreBoundedToo() {
        Backlog backlog = backlog(100, OverflowPolicy.DROP_OLDEST);
        for (int i = 0; i < 16; i++) {
            assertThat(backlog.offer(sized(64, Priority.NORMAL), 0)).isEqualTo(Offer.TAKEN);
        }
        assertThat(dropped(DropCause.OUTBOX_FULL)).as("1,024 bytes fit exactly").isZero();
        backlog.offer(sized(65, Priority.NORMAL), 0);
        assertThat(dropped(DropCause.OUTBOX_FULL))
                .as("two make room for 65 bytes")
                .isEqualTo(2);
        assertThat(backlog.size()).isEqualTo(15);
        backlog.poll();
        assertThat(backlog.offer(sized(64, Priority.NORMAL), 0)).isEqualTo(Offer.TAKEN);
        assertThat(dropped(DropCause.OUTBOX_FULL))
                .as("what was polled takes no room")
                .isEqualTo(2);
    }

    @Test
    void nothingIsShedInVain() {
        Backlog backlog = backlog(100, OverflowPolicy.DROP_OLDEST);
        backlog.offer(sized(800, Priority.HIGH), 0);
        backlog.offer(sized(100, Priority.NORMAL), 0);
        backlog.offer(sized(100, Priority.LOW), 0);
        assertThat(backlog.offer(sized(300, Priority.NORMAL), 0)).isEqualTo(Offer.SHED);
        assertThat(backlog.size()).isEqualTo(3);
        assertThat(dropped(DropCause.OUTBOX_FULL)).isZero();
        assertThat(backlog.offer(sized(224, Priority.NORMAL), 0))
                .as("fits exactly")
                .isEqualTo(Offer.TAKEN);
        assertThat(dropped(DropCause.OUTBOX_FULL)).isEqualTo(2);
    }

    @Test
    void messageAboveTheByteLimitGoesAlone() {
        Backlog backlog = backlog(100, OverflowPolicy.DROP_NEWEST);
        assertThat(backlog.offer(sized(3_000, Priority.NORMAL), 0)).isEqualTo(Offer.TAKEN);
        assertThat(backlog.offer(sized(10, Priority.NORMAL), 0)).isEqualTo(Offer.SHED);
        backlog.poll();
        assertThat(backlog.offer(sized(10, Priority.NORMAL), 0)).isEqualTo(Offer.TAKEN);
        assertThat(backlog.offer(sized(3_000, Priority.NORMAL), 0)).isEqualTo(Offer.SHED);
    }

    /* --------------- CRITICAL --------------- */

    @ParameterizedTest
    @EnumSource(
            value = OverflowPolicy.class,
            names = {"DROP_OLDEST", "DROP_NEWEST"})
    void criticalShedsEverythingElseAndIsNeverShed(OverflowPolicy policy) {
        Backlog backlog = backlog(3, policy);
        backlog.offer(message("c0", Priority.CRITICAL), 0);
        backlog.offer(message("h0", Priority.HIGH), 0);
        backlog.offer(message("l0", Priority.LOW), 0);
        assertThat(backlog.offer(message("c1", Priority.CRITICAL), 0)).isEqualTo(Offer.TAKEN);
        assertThat(backlog.offer(message("c2", Priority.CRITICAL), 0)).isEqualTo(Offer.TAKEN);
        assertThat(dropped(DropCause.OUTBOX_FULL)).isEqualTo(2);
        assertThat(backlog.offer(message("c3", Priority.CRITICAL), 0))
                .as("only critical ones are left")
                .isEqualTo(Offer.OVERFLOW);
        assertThat(backlog.offer(message("h1", Priority.HIGH), 0)).isEqualTo(Offer.SHED);
        assertThat(drain(backlog, 0)).containsExactly("c0", "c1", "c2");
    }

    @Test
    void criticalDoesNotAge() {
        Backlog backlog = backlog(3, OverflowPolicy.DROP_OLDEST);
        backlog.offer(message("c0", Priority.CRITICAL), 0);
        backlog.offer(message("h0", Priority.HIGH), 0);
        backlog.expire(MAX_AGE * 10);
        assertThat(drain(backlog, MAX_AGE * 10)).containsExactly("c0");
        assertThat(dropped(DropCause.TOO_OLD)).isEqualTo(1);
    }

    /* --------------- Age --------------- */

    @Test
    void whatIsTooOldIsDropped() {
        Backlog backlog = backlog(10, OverflowPolicy.DROP_OLDEST);
        backlog.offer(message("n0", Priority.NORMAL), 0);
        backlog.offer(message("n1", Priority.NORMAL), 1);
        backlog.offer(message("l0", Priority.LOW), 0);
        backlog.offer(message("l1", Priority.LOW), 1);
        backlog.expire(MAX_AGE);
        assertThat(backlog.size()).as("not older than allowed").isEqualTo(4);
        backlog.expire(MAX_AGE + 1);
        assertThat(dropped(DropCause.TOO_OLD)).isEqualTo(2);
        assertThat(drain(backlog, MAX_AGE + 1)).containsExactly("n1", "l1");
        assertThat(backlog.bytes()).isZero();
    }

    /** A head that is replaced over and over must not keep what is behind it from getting old. */
    @Test
    void whatIsTooOldIsDroppedBehindAYoungHead() {
        Backlog backlog = backlog(10, OverflowPolicy.DROP_OLDEST);
        backlog.offer(message("k0", Priority.NORMAL).withKey("k"), 0);
        backlog.offer(message("n0", Priority.NORMAL), 0);
        backlog.offer(message("n1", Priority.NORMAL), 500);
        backlog.offer(message("k1", Priority.NORMAL).withKey("k"), 900);
        backlog.expire(MAX_AGE + 1);
        assertThat(backlog.size()).isEqualTo(2);
        assertThat(dropped(DropCause.TOO_OLD)).isEqualTo(1);
        assertThat(drain(backlog, MAX_AGE + 1)).containsExactly("k1", "n1");
    }

    @Test
    void ageIsRightWhenTheClockRunsOver() {
        Backlog backlog = backlog(10, OverflowPolicy.DROP_OLDEST);
        long now = Long.MAX_VALUE - 10;
        backlog.offer(message("n0", Priority.NORMAL), now);
        backlog.expire(now + MAX_AGE);
        assertThat(backlog.size()).isEqualTo(1);
        backlog.expire(now + MAX_AGE + 1);
        assertThat(backlog.size()).isZero();
    }
}
