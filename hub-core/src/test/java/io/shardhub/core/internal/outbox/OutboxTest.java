package io.shardhub.core.internal.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.Message;
import io.shardhub.OverflowPolicy;
import io.shardhub.Priority;
import io.shardhub.contract.RecordingConnection.Mode;
import io.shardhub.snapshot.DropCause;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class OutboxTest extends OutboxFixture {

    /* --------------- How writes end --------------- */

    @Test
    void emptyOutboxWritesNothing() {
        assertThat(flush()).isEqualTo(Flush.IDLE);
        assertThat(outbox.hasWaiting()).isFalse();
        assertThat(outbox.hasEnded(drain)).isTrue();
        assertThat(outbox.isOverdue(Long.MAX_VALUE)).isFalse();
        assertThat(connection.writes()).isZero();
    }

    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"SENT", "INLINE_COMPLETION"})
    void writesAllWhenEachEndsAtOnce(Mode mode) {
        connection.setMode(mode);
        append("a", "b", "c");
        assertThat(connection.texts()).as("before the flush").isEmpty();
        assertBooks(3, 0, 3);
        assertThat(flush()).isEqualTo(Flush.IDLE);
        assertThat(connection.texts()).containsExactly("a", "b", "c");
        assertBooks(3, 3, 0);
        assertThat(wakes).as("no completion needs the shard").isZero();
    }

    @Test
    void pendingWriteThatNothingWaitsForEndsWithoutTheShard() {
        connection.setMode(Mode.PENDING);
        append("a");
        assertThat(flush()).isEqualTo(Flush.UNDER_WAY);
        assertThat(outbox.hasWaiting()).isFalse();
        assertBooks(1, 0, 1);
        connection.completeNext();
        assertThat(wakes).isZero();
        assertThat(outbox.hasEnded(drain)).isTrue();
        assertBooks(1, 1, 0);
    }

    @Test
    void pendingWriteThatSomethingWaitsForWakesTheShardOnce() {
        connection.setMode(Mode.PENDING);
        append("a");
        flush();
        append("b", "c");
        assertThat(flush()).isEqualTo(Flush.UNDER_WAY);
        assertThat(flush()).as("asked again").isEqualTo(Flush.UNDER_WAY);
        assertThat(connection.texts()).containsExactly("a");
        connection.completeNext();
        connection.repeatLastCompletion();
        assertThat(wakes).isEqualTo(1);
        assertThat(flush()).isEqualTo(Flush.UNDER_WAY);
        assertThat(connection.texts()).containsExactly("a", "b");
        connection.completeNext();
        assertThat(wakes).as("c waits").isEqualTo(2);
        flush();
        connection.completeNext();
        assertThat(wakes).as("nothing waits").isEqualTo(2);
        assertThat(flush()).isEqualTo(Flush.IDLE);
        assertThat(connection.texts()).containsExactly("a", "b", "c");
        assertBooks(3, 3, 0);
    }

    @Test
    void lateAndRepeatedCompletionsDoNotEndLaterWrites() {
        connection.setMode(Mode.PENDING);
        append("a");
        flush();
        connection.completeNext();
        append("b");
        assertThat(flush()).isEqualTo(Flush.UNDER_WAY);
        connection.repeatLastCompletion(); // that of a
        append("c");
        assertThat(flush()).as("b is still under way").isEqualTo(Flush.UNDER_WAY);
        assertThat(connection.texts()).containsExactly("a", "b");
        assertBooks(3, 1, 2);
    }

    @Test
    void failedWriteBreaksAndIsCountedAsFailed() {
        connection.setMode(Mode.PENDING);
        append("a");
        flush();
        append("b");
        flush();
        connection.failNext(new IllegalStateException("reset"));
        assertThat(wakes).isEqualTo(1);
        assertThat(flush()).isEqualTo(Flush.BROKEN);
        outbox.discard(drain);
        assertThat(dropped(DropCause.WRITE_FAILED)).isEqualTo(1);
        assertThat(dropped(DropCause.CLIENT_CLOSED)).isEqualTo(1);
        assertBooks(2, 0, 0);
    }

    @Test
    void failureThatNothingWaitsForWakesTheShardToo() {
        connection.setMode(Mode.PENDING);
        append("a");
        flush();
        connection.failNext(new IllegalStateException("reset"));
        assertThat(wakes).isEqualTo(1);
        assertThat(flush()).isEqualTo(Flush.BROKEN);
    }

    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"CLOSED", "THROWS"})
    void deadConnectionTakesNothing(Mode mode) {
        connection.setMode(mode);
        append("a", "b");
        assertThat(flush()).isEqualTo(Flush.BROKEN);
        outbox.discard(drain);
        assertBooks(2, 0, 0);
        assertThat(dropped(DropCause.CLIENT_CLOSED)).isEqualTo(2);
    }

    @Test
    void connectionThatDiesInTheMiddleKeepsWhatWasSent() {
        append("a");
        flush();
        append("b", "c");
        connection.setMode(Mode.CLOSED);
        assertThat(flush()).isEqualTo(Flush.BROKEN);
        outbox.discard(drain);
        assertBooks(3, 1, 0);
    }

    @Test
    void busyConnectionGetsTheSameMessageAgain() {
        connection.refuseNext(2);
        append("a", "b");
        assertThat(flush()).isEqualTo(Flush.RETRY);
        assertBooks(2, 0, 2);
        assertThat(outbox.hasWaiting()).isTrue();
        assertThat(flush()).isEqualTo(Flush.RETRY);
        assertThat(flush()).isEqualTo(Flush.IDLE);
        assertThat(connection.texts()).containsExactly("a", "b");
        assertBooks(2, 2, 0);
    }

    @Test
    void busyConnectionMissesTheDeadlineFromTheFirstRefusal() {
        connection.setMode(Mode.BUSY);
        append("a");
        outbox.flush(1_000, drain);
        outbox.flush(1_000 + DEADLINE, drain);
        assertThat(outbox.isOverdue(1_000 + DEADLINE)).isFalse();
        assertThat(outbox.isOverdue(1_000 + DEADLINE + 1)).isTrue();
        connection.setMode(Mode.PENDING);
        outbox.flush(2_000, drain);
        assertThat(outbox.isOverdue(2_000 + DEADLINE))
                .as("a write that began has a deadline of its own")
                .isFalse();
        assertThat(outbox.isOverdue(2_000 + DEADLINE + 1)).isTrue();
    }

    @Test
    void pendingWriteMissesItsDeadline() {
        connection.setMode(Mode.PENDING);
        append("a");
        outbox.flush(5, drain);
        append("b");
        outbox.flush(50, drain);
        assertThat(outbox.isOverdue(5 + DEADLINE)).isFalse();
        assertThat(outbox.isOverdue(5 + DEADLINE + 1)).isTrue();
        connection.completeNext();
        assertThat(outbox.hasEnded(drain)).isTrue();
        assertThat(outbox.isOverdue(5 + DEADLINE + 1)).as("it has ended").isFalse();
    }

    @Test
    void endCanBeAwaitedAlthoughNothingWaits() {
        connection.setMode(Mode.PENDING);
        append("a");
        flush();
        assertThat(outbox.awaitEnd()).isTrue();
        connection.completeNext();
        assertThat(wakes).isEqualTo(1);
        assertThat(outbox.awaitEnd()).as("has ended already").isFalse();
    }

    /* --------------- Pings --------------- */

    @Test
    void pingLeavesBeforeWhatWaits() {
        connection.setMode(Mode.PENDING);
        append("a");
        outbox.ping();
        outbox.ping();
        assertThat(flush()).isEqualTo(Flush.UNDER_WAY);
        assertThat(connection.pings()).isEqualTo(1);
        assertThat(connection.texts()).isEmpty();
        connection.completeNext();
        assertThat(wakes).isEqualTo(1);
        assertThat(flush()).isEqualTo(Flush.UNDER_WAY);
        assertThat(connection.texts()).containsExactly("a");
        connection.completeNext();
        assertThat(flush()).isEqualTo(Flush.IDLE);
        assertThat(connection.pings()).isEqualTo(1);
        assertBooks(1, 1, 0);
    }

    @Test
    void pingWaitsForTheWriteThatIsUnderWay() {
        connection.setMode(Mode.PENDING);
        append("a");
        flush();
        outbox.ping();
        assertThat(outbox.hasWaiting()).isTrue();
        assertThat(flush()).isEqualTo(Flush.UNDER_WAY);
        assertThat(connection.pings()).isZero();
        connection.completeNext();
        assertThat(wakes).isEqualTo(1);
        flush();
        assertThat(connection.pings()).isEqualTo(1);
        assertThat(outbox.hasWaiting()).isFalse();
    }

    @Test
    void pingOvertakesAMessageThatABusyConnectionRefused() {
        connection.refuseNext(1);
        append("a", "b");
        assertThat(flush()).isEqualTo(Flush.RETRY);
        outbox.ping();
        connection.setMode(Mode.PENDING);
        assertThat(flush()).isEqualTo(Flush.UNDER_WAY);
        assertThat(connection.pings()).isEqualTo(1);
        assertBooks(2, 0, 2);
        connection.setMode(Mode.SENT);
        connection.completeNext();
        assertThat(wakes).as("the refused message waits").isEqualTo(1);
        assertThat(flush()).isEqualTo(Flush.IDLE);
        assertThat(connection.texts()).containsExactly("a", "b");
        assertBooks(2, 2, 0);
    }

    @Test
    void refusedPingIsOfferedAgain() {
        connection.refuseNext(2);
        outbox.ping();
        assertThat(flush()).isEqualTo(Flush.RETRY);
        assertThat(flush()).isEqualTo(Flush.RETRY);
        assertThat(flush()).isEqualTo(Flush.IDLE);
        assertThat(connection.pings()).isEqualTo(1);
        assertThat(outbox.hasWaiting()).isFalse();
    }

    @Test
    void pingThatFailsBreaksAndCountsNothing() {
        connection.setMode(Mode.PENDING);
        outbox.ping();
        flush();
        append("a");
        connection.failNext(new IllegalStateException("reset"));
        assertThat(flush()).isEqualTo(Flush.BROKEN);
        outbox.discard(drain);
        assertBooks(1, 0, 0);
        assertThat(dropped(DropCause.WRITE_FAILED)).isZero();
    }

    /* --------------- What is lost --------------- */

    @Test
    void discardCountsWhatWaitsAndWhatIsUnderWay() {
        connection.setMode(Mode.PENDING);
        append("a");
        flush();
        append("b", "c");
        outbox.discard(drain);
        assertBooks(3, 0, 0);
        assertThat(dropped(DropCause.WRITE_FAILED)).isEqualTo(1);
        assertThat(dropped(DropCause.CLIENT_CLOSED)).isEqualTo(2);
        outbox.discard(drain);
        connection.completeNext();
        assertThat(outbox.books().droppedTotal()).as("counted once").isEqualTo(3);
        assertThat(wakes).as("nothing waits any more").isZero();
    }

    @Test
    void discardCountsAWriteThatHasEndedAsSent() {
        connection.setMode(Mode.PENDING);
        append("a");
        flush();
        append("b");
        connection.completeNext();
        outbox.discard(drain);
        assertBooks(2, 1, 0);
        assertThat(dropped(DropCause.CLIENT_CLOSED)).isEqualTo(1);
    }

    @Test
    void discardOfARefusedMessageIsNoFailedWrite() {
        connection.setMode(Mode.BUSY);
        append("a");
        flush();
        outbox.discard(drain);
        assertThat(dropped(DropCause.CLIENT_CLOSED)).isEqualTo(1);
        assertThat(dropped(DropCause.WRITE_FAILED)).isZero();
    }

    @Test
    void refusedMessageIsAcceptedAndDropped() {
        outbox.refuse(DropCause.CLIENT_CLOSED, 1);
        assertBooks(1, 0, 0);
        assertThat(dropped(DropCause.CLIENT_CLOSED)).isEqualTo(1);
    }

    @Test
    void overflowIsCountedAndReported() {
        connection.setMode(Mode.PENDING);
        append("under way");
        flush();
        for (int i = 0; i < CAPACITY; i++) {
            append("m" + i);
        }
        assertBooks(5, 0, 5);
        append("m4");
        assertThat(dropped(DropCause.OUTBOX_FULL)).isEqualTo(1);
        assertThat(outbox.append(Message.text("x").withOverflow(OverflowPolicy.DROP_NEWEST), 0, drain))
                .isTrue();
        assertThat(dropped(DropCause.OUTBOX_FULL)).isEqualTo(2);
        assertThat(outbox.append(Message.text("x").withOverflow(OverflowPolicy.DISCONNECT), 0, drain))
                .isFalse();
        assertThat(dropped(DropCause.OUTBOX_FULL)).isEqualTo(3);
        assertBooks(8, 0, 5);
    }

    @Test
    void singleMessageThatWaitsHonoursAgeAndConflation() {
        connection.setMode(Mode.PENDING);
        append("under way");
        flush();
        outbox.append(Message.text("k1").withKey("k"), 0, drain);
        outbox.append(Message.text("k2").withKey("k"), 0, drain);
        assertThat(outbox.books().conflated()).isEqualTo(1);
        connection.completeNext();
        assertThat(outbox.flush(MAX_AGE + 1, drain)).isEqualTo(Flush.IDLE);
        assertThat(dropped(DropCause.TOO_OLD)).isEqualTo(1);
        connection.setMode(Mode.PENDING);
        append("under way, too");
        flush();
        outbox.append(Message.text("urgent").withPriority(Priority.CRITICAL), 0, drain);
        connection.completeNext();
        outbox.flush(MAX_AGE + 1, drain);
        assertThat(connection.texts()).containsExactly("under way", "under way, too", "urgent");
    }

    @Test
    void everythingThatWaitsMayExpire() {
        connection.setMode(Mode.PENDING);
        append("under way");
        flush();
        append("a", "b");
        outbox.expire(MAX_AGE + 1);
        assertThat(dropped(DropCause.TOO_OLD)).isEqualTo(2);
        assertThat(outbox.hasWaiting()).isFalse();
        connection.completeNext();
        append("c");
        flush();
        assertThat(connection.texts()).containsExactly("under way", "c");
    }
}
