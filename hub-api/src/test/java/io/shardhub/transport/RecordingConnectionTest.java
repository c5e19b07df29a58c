package io.shardhub.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardhub.CloseCode;
import io.shardhub.CloseReason;
import io.shardhub.contract.RecordingConnection;
import io.shardhub.contract.RecordingConnection.Mode;
import io.shardhub.contract.RecordingReceiver;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RecordingConnectionTest {

    private static final CloseReason BYE = CloseReason.of(CloseCode.SHUTDOWN, "bye");

    private final List<String> calls = new ArrayList<>();
    private final RecordingConnection connection = new RecordingConnection();
    private long token;

    /** Two frames in a buffer that a test can change. */
    private record Two(Frame first, Frame second, ByteBuffer buffer) implements Outgoing {

        static Two of(String first, String second) {
            Frame a = Frame.text(first);
            Frame b = Frame.text(second);
            ByteBuffer buffer = ByteBuffer.allocate(a.size() + b.size());
            a.copyTo(buffer);
            b.copyTo(buffer);
            return new Two(a, b, buffer.flip());
        }

        @Override
        public int count() {
            return 2;
        }

        @Override
        public Frame frame(int index) {
            return index == 0 ? first : second;
        }

        @Override
        public ByteBuffer bytes() {
            return buffer.asReadOnlyBuffer();
        }

        @Override
        public int size() {
            return buffer.limit();
        }
    }

    private WriteResult send(String text) {
        return send(Frame.text(text));
    }

    private WriteResult send(Outgoing outgoing) {
        return connection.trySend(outgoing, ++token, this::written);
    }

    private void written(long ended, @Nullable Throwable failure) {
        calls.add(ended + (failure == null ? " done" : " " + failure.getMessage()));
    }

    @Test
    void sentWritesAreRecordedWithoutACallOfTheListener() {
        assertThat(send("a")).isEqualTo(WriteResult.SENT);
        assertThat(send("b")).isEqualTo(WriteResult.SENT);
        assertThat(connection.tryPing(9, this::written)).isEqualTo(WriteResult.SENT);
        assertThat(connection.texts()).containsExactly("a", "b");
        assertThat(connection.writes()).isEqualTo(2);
        assertThat(connection.pings()).isEqualTo(1);
        assertThat(calls).isEmpty();
        connection.assertNoViolations();
    }

    @Test
    void pendingWritesEndWhenTheTestSaysSo() {
        connection.setMode(Mode.PENDING);
        assertThat(send("a")).isEqualTo(WriteResult.PENDING);
        assertThat(connection.pendingWrites()).isEqualTo(1);
        assertThat(connection.completeNext()).isTrue();
        assertThat(connection.completeNext()).isFalse();
        send("b");
        assertThat(connection.failNext(new IllegalStateException("broken"))).isTrue();
        assertThat(connection.repeatLastCompletion()).isTrue();
        assertThat(calls).containsExactly("1 done", "2 broken", "2 broken");
        assertThat(connection.texts()).containsExactly("a", "b");
        connection.assertNoViolations();
    }

    @Test
    void inlineCompletionComesBeforeTheResult() {
        connection.setMode(Mode.INLINE_COMPLETION);
        assertThat(send("a")).isEqualTo(WriteResult.PENDING);
        assertThat(calls).containsExactly("1 done");
        assertThat(connection.pendingWrites()).isZero();
        connection.assertNoViolations();
    }

    @Test
    void busyAndClosedTakeNothing() {
        connection.refuseNext(2);
        assertThat(send("a")).isEqualTo(WriteResult.BUSY);
        assertThat(send("a")).isEqualTo(WriteResult.BUSY);
        assertThat(send("a")).isEqualTo(WriteResult.SENT);
        connection.setMode(Mode.CLOSED);
        assertThat(send("b")).isEqualTo(WriteResult.CLOSED);
        assertThat(connection.texts()).containsExactly("a");
        connection.assertNoViolations();
        send("c");
        assertThat(connection.violations()).containsExactly("write 5 came after it had answered CLOSED");
    }

    @Test
    void throwingConnectionIsDeadAfterwards() {
        connection.setMode(Mode.THROWS);
        assertThatThrownBy(() -> send("a")).isInstanceOf(IllegalStateException.class);
        connection.assertNoViolations();
        assertThat(send("b")).isEqualTo(WriteResult.CLOSED);
        assertThat(connection.violations()).containsExactly("write 2 came after it had thrown");
    }

    @Test
    void hangingWriteGoesOnWhenItIsReleased() throws Exception {
        connection.setMode(Mode.HANGS);
        Thread shard = new Thread(() -> send("a"));
        shard.start();
        connection.release();
        connection.awaitTexts(1, Duration.ofSeconds(10));
        shard.join(10_000);
        assertThat(connection.texts()).containsExactly("a");
        connection.assertNoViolations();
    }

    @Test
    void firstWriteAfterTheEndIsARaceAndTheSecondAViolation() {
        connection.close(BYE);
        connection.close(CloseReason.of(CloseCode.NORMAL, "second"));
        connection.abort();
        assertThat(send("a")).isEqualTo(WriteResult.CLOSED);
        assertThat(connection.writesAfterEnd()).isEqualTo(1);
        connection.assertNoViolations();
        send("b");
        assertThat(connection.violations()).hasSize(1);
        assertThat(connection.closeReason()).contains(BYE);
        assertThat(connection.closeCalls()).isEqualTo(2);
        assertThat(connection.isAborted()).isTrue();
    }

    @Test
    void endLeavesOrFailsPendingWrites() {
        connection.setMode(Mode.PENDING);
        send("a");
        connection.abort();
        assertThat(calls).isEmpty();
        connection.setFailPendingAtEnd(true);
        connection.setThrowAtEnd(true);
        assertThatThrownBy(connection::abort).isInstanceOf(IllegalStateException.class);
        assertThat(calls).containsExactly("1 ended by abort");
    }

    @Test
    void overlappingWritesAreViolations() {
        connection.setMode(Mode.PENDING);
        send("a");
        send("b");
        assertThat(connection.violations()).containsExactly("write 2 overlaps write 1, which is pending");
        assertThat(connection.completeAll()).isEqualTo(2);
    }

    @Test
    void writeFromInsideAListenerIsAViolation() {
        connection.setMode(Mode.PENDING);
        connection.trySend(Frame.text("a"), 1, (ended, failure) -> send("b"));
        connection.completeNext();
        assertThat(connection.violations()).containsExactly("write 1 came from inside a listener");
    }

    @Test
    void writeAfterAFailedWriteIsAViolation() {
        connection.setMode(Mode.PENDING);
        send("a");
        connection.failNext(new IllegalStateException("broken"));
        assertThat(send("b")).isEqualTo(WriteResult.CLOSED);
        assertThat(connection.violations()).containsExactly("write 2 came after a write had failed");
    }

    @Test
    void listenerThatThrowsIsAViolation() {
        connection.setMode(Mode.PENDING);
        connection.trySend(Frame.text("a"), 1, (ended, failure) -> {
            throw new IllegalStateException("no");
        });
        connection.completeNext();
        assertThat(connection.violations())
                .containsExactly("the listener threw java.lang.IllegalStateException: no for write 1");
        assertThatThrownBy(connection::assertNoViolations)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("the listener threw");
    }

    @Test
    void batchBeyondTheLimitIsAViolation() {
        assertThat(send(Two.of("a", "b"))).isEqualTo(WriteResult.SENT);
        assertThat(connection.violations()).containsExactly("write 1 carries 2 frames (expected: 1 to 1)");
        connection.setBatchLimit(2);
        send(Two.of("c", "d"));
        assertThat(connection.violations()).hasSize(1);
        assertThat(connection.texts()).containsExactly("a", "b", "c", "d");
        assertThat(connection.writes()).isEqualTo(2);
    }

    @Test
    void bytesThatChangeWhileTheWriteIsPendingAreAViolation() {
        connection.setMode(Mode.PENDING);
        connection.setBatchLimit(2);
        Two two = Two.of("a", "b");
        send(two);
        two.buffer.put(0, (byte) 0);
        connection.completeNext();
        send(two);
        assertThat(connection.violations())
                .containsExactly(
                        "the bytes of write 1 changed while it was pending",
                        "write 2 has bytes that are not those of its frames");
    }

    @Test
    void receiverRemembersReportsAndWatchesThatTheyDoNotOverlap() {
        RecordingReceiver receiver = new RecordingReceiver();
        receiver.text("a");
        receiver.binary(3);
        receiver.pong();
        receiver.closed(BYE);
        receiver.closed(CloseReason.of(CloseCode.LOST, ""));
        assertThat(receiver.texts()).containsExactly("a");
        assertThat(receiver.binaries()).containsExactly(3);
        assertThat(receiver.pongs()).isEqualTo(1);
        assertThat(receiver.closed()).contains(BYE);
        assertThat(receiver.closings()).hasSize(2);
        assertThat(receiver.violations()).isEmpty();
    }
}
