package io.shardhub.core.internal.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.Message;
import io.shardhub.OverflowPolicy;
import io.shardhub.contract.RecordingConnection.Mode;
import io.shardhub.snapshot.DropCause;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Messages that are written at once instead of being stored. */
final class OutboxWriteTest extends OutboxFixture {

    private Flush write(String text) {
        return outbox.write(Message.text(text), 0, drain);
    }

    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"SENT", "INLINE_COMPLETION"})
    void messageThatFindsTheConnectionFreeIsWrittenAtOnce(Mode mode) {
        connection.setMode(mode);
        assertThat(write("a")).isEqualTo(Flush.IDLE);
        assertThat(write("b")).isEqualTo(Flush.IDLE);
        assertThat(connection.texts()).containsExactly("a", "b");
        assertBooks(2, 2, 0);
        assertThat(wakes).isZero();
    }

    @Test
    void messageWrittenAtOnceNeverOvertakes() {
        append("a", "b");
        assertThat(write("c")).isEqualTo(Flush.IDLE);
        connection.setMode(Mode.PENDING);
        assertThat(write("d")).isEqualTo(Flush.UNDER_WAY);
        assertThat(write("e")).isEqualTo(Flush.UNDER_WAY);
        assertBooks(5, 3, 2);
        connection.completeNext();
        assertThat(wakes).isEqualTo(1);
        assertThat(write("f")).isEqualTo(Flush.UNDER_WAY);
        connection.setMode(Mode.SENT);
        connection.completeNext();
        assertThat(flush()).isEqualTo(Flush.IDLE);
        assertThat(connection.texts()).containsExactly("a", "b", "c", "d", "e", "f");
        assertBooks(6, 6, 0);
    }

    @Test
    void writeAtOnceAfterAPendingOneThatHasEnded() {
        connection.setMode(Mode.PENDING);
        write("a");
        connection.completeNext();
        assertThat(write("b")).isEqualTo(Flush.UNDER_WAY);
        assertBooks(2, 1, 1);
        outbox.ping();
        assertThat(write("c")).isEqualTo(Flush.UNDER_WAY);
        connection.completeNext();
        connection.setMode(Mode.SENT);
        assertThat(flush()).isEqualTo(Flush.IDLE);
        assertThat(connection.pings()).isEqualTo(1);
        assertThat(connection.texts()).containsExactly("a", "b", "c");
    }

    @Test
    void busyConnectionKeepsTheMessageThatWasWrittenAtOnce() {
        connection.refuseNext(1);
        assertThat(write("a")).isEqualTo(Flush.RETRY);
        assertBooks(1, 0, 1);
        assertThat(write("b")).isEqualTo(Flush.IDLE);
        assertThat(connection.texts()).containsExactly("a", "b");
        assertBooks(2, 2, 0);
    }

    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"CLOSED", "THROWS"})
    void deadConnectionBreaksTheWriteAtOnce(Mode mode) {
        connection.setMode(mode);
        assertThat(write("a")).isEqualTo(Flush.BROKEN);
        assertBooks(1, 0, 1);
        outbox.discard(drain);
        assertThat(dropped(DropCause.CLIENT_CLOSED)).isEqualTo(1);
        assertBooks(1, 0, 0);
    }

    @Test
    void writeAtOnceThatFailsLaterIsCountedAsFailed() {
        connection.setMode(Mode.PENDING);
        write("a");
        connection.failNext(new IllegalStateException("reset"));
        assertThat(wakes).isEqualTo(1);
        assertThat(write("b")).isEqualTo(Flush.BROKEN);
        outbox.discard(drain);
        assertThat(dropped(DropCause.WRITE_FAILED)).isEqualTo(1);
        assertThat(dropped(DropCause.CLIENT_CLOSED)).isEqualTo(1);
    }

    @Test
    void overflowOfAWriteAtOnceIsReported() {
        connection.setMode(Mode.PENDING);
        for (int i = 0; i <= CAPACITY; i++) {
            assertThat(write("m" + i)).isEqualTo(Flush.UNDER_WAY);
        }
        Message last = Message.text("x").withOverflow(OverflowPolicy.DISCONNECT);
        assertThat(outbox.write(last, 0, drain)).isEqualTo(Flush.OVERFLOW);
        assertThat(dropped(DropCause.OUTBOX_FULL)).isEqualTo(1);
    }
}
