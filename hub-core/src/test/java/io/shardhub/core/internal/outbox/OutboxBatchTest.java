package io.shardhub.core.internal.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.Message;
import io.shardhub.OverflowPolicy;
import io.shardhub.Priority;
import io.shardhub.contract.RecordingConnection;
import io.shardhub.contract.RecordingConnection.Mode;
import io.shardhub.core.protocol.JsonProtocol;
import io.shardhub.protocol.Inbound;
import io.shardhub.protocol.WireProtocol;
import io.shardhub.snapshot.DropCause;
import io.shardhub.transport.Frame;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Writes of several frames. That their bytes are those of the frames, and stay so, is checked by the connection. */
final class OutboxBatchTest {

    private static final int LIMIT = 4;
    private static final JsonProtocol PROTOCOL = new JsonProtocol();
    private static final OutboxLimits LIMITS =
            new OutboxLimits(1_000, 1 << 28, 1_000, OverflowPolicy.DROP_OLDEST, 100, 0, 64, 65_536);

    private final RecordingConnection connection = new RecordingConnection(Mode.SENT, LIMIT);
    private final Drain drain = new Drain(PROTOCOL, LIMITS);
    private final Outbox outbox = outbox(connection);
    private int timesAsked;
    private final WireProtocol failingProtocol = new PlainProtocol() {
        @Override
        public @Nullable String encodeBatch(List<String> texts) {
            if (texts.isEmpty()) {
                return "";
            }
            timesAsked++;
            throw new IllegalStateException("on purpose");
        }
    };
    private final Drain failingDrain = new Drain(failingProtocol, LIMITS);

    private static Outbox outbox(RecordingConnection connection) {
        return new Outbox(connection, PROTOCOL, LIMITS, () -> {});
    }

    @AfterEach
    void contractIsKeptAndBooksBalance() {
        connection.assertNoViolations();
        assertThat(outbox.books().isBalanced()).as("%s", outbox.books()).isTrue();
    }

    private List<String> append(Outbox outbox, int from, int to) {
        List<String> texts =
                IntStream.range(from, to).mapToObj(i -> "message " + i).toList();
        texts.forEach(text -> outbox.append(Message.text(text), 0, drain));
        return texts;
    }

    @Test
    void whatWaitsLeavesInWritesOfAtMostTheLimit() {
        List<String> texts = append(outbox, 0, 10);
        assertThat(outbox.flush(0, drain)).isEqualTo(Flush.IDLE);
        assertThat(connection.texts()).isEqualTo(texts);
        assertThat(connection.writes()).isEqualTo(3);
        assertThat(outbox.books().sent()).isEqualTo(10);
    }

    @Test
    void mostUrgentComesFirstAlsoInABatch() {
        outbox.append(Message.text("low").withPriority(Priority.LOW), 0, drain);
        outbox.append(Message.text("normal"), 0, drain);
        outbox.append(Message.text("critical").withPriority(Priority.CRITICAL), 0, drain);
        outbox.flush(0, drain);
        assertThat(connection.texts()).containsExactly("critical", "normal", "low");
        assertThat(connection.writes()).isEqualTo(1);
    }

    @Test
    void batchesAreBoundedInBytes() {
        connection.setBatchLimit(1_000);
        RecordingConnection wide = new RecordingConnection(Mode.SENT, 1_000);
        Outbox large = outbox(wide);
        String text = "x".repeat(10_000 - 4);
        for (int i = 0; i < 14; i++) {
            large.append(Message.text(text), 0, drain);
        }
        large.flush(0, drain);
        assertThat(wide.texts()).hasSize(14);
        assertThat(wide.writes()).as("6 frames of 10,000 bytes in 65,536 bytes").isEqualTo(3);
        wide.assertNoViolations();
    }

    @Test
    void frameAboveTheByteLimitLeavesAlone() {
        outbox.append(Message.text("a"), 0, drain);
        outbox.append(Message.text("x".repeat(200_000)), 0, drain);
        outbox.append(Message.text("b"), 0, drain);
        outbox.flush(0, drain);
        assertThat(connection.texts()).hasSize(3);
        assertThat(connection.writes()).isEqualTo(3);
    }

    @Test
    void pendingBatchKeepsItsBytesWhileOthersAreFilled() {
        connection.setMode(Mode.PENDING);
        append(outbox, 0, 3);
        assertThat(outbox.flush(0, drain)).isEqualTo(Flush.UNDER_WAY);
        RecordingConnection other = new RecordingConnection(Mode.SENT, LIMIT);
        Outbox busy = outbox(other);
        append(busy, 100, 110);
        busy.flush(0, drain);
        append(outbox, 3, 6);
        connection.completeNext(); // the connection compares the bytes with what they were
        assertThat(outbox.flush(0, drain)).isEqualTo(Flush.UNDER_WAY);
        assertThat(outbox.books().sent()).isEqualTo(3);
        connection.completeNext();
        assertThat(outbox.hasEnded(drain)).isTrue();
        assertThat(outbox.books().sent()).isEqualTo(6);
        other.assertNoViolations();
    }

    @Test
    void discardedBatchIsNotReusedWhileItsWriteIsUnderWay() {
        connection.setMode(Mode.PENDING);
        append(outbox, 0, 3);
        outbox.flush(0, drain);
        outbox.discard(drain);
        assertThat(outbox.books().dropped().get(DropCause.WRITE_FAILED)).isEqualTo(3);
        RecordingConnection other = new RecordingConnection(Mode.SENT, LIMIT);
        Outbox busy = outbox(other);
        append(busy, 100, 110);
        busy.flush(0, drain);
        connection.completeNext(); // the connection compares the bytes with what they were
        other.assertNoViolations();
    }

    @Test
    void refusedBatchIsOfferedAgainAsItWas() {
        connection.refuseNext(1);
        append(outbox, 0, 3);
        assertThat(outbox.flush(0, drain)).isEqualTo(Flush.RETRY);
        append(outbox, 3, 5);
        outbox.append(Message.text("critical").withPriority(Priority.CRITICAL), 0, drain);
        assertThat(outbox.flush(0, drain)).isEqualTo(Flush.IDLE);
        assertThat(connection.texts())
                .containsExactly("message 0", "message 1", "message 2", "critical", "message 3", "message 4");
    }

    @Test
    void singleMessageIsTheSharedFrameItself() {
        Message message = Message.text("shared");
        outbox.append(message, 0, drain);
        outbox.flush(0, drain);
        assertThat(connection.texts()).containsExactly("shared");
        assertThat(connection.writes()).isEqualTo(1);
    }

    @Test
    void batchGivesViewsThatDoNotDisturbEachOther() {
        FrameBatch batch = new FrameBatch();
        Frame a = Frame.text("a");
        Frame long5000 = Frame.text("x".repeat(5_000));
        batch.add(a);
        batch.add(long5000);
        assertThat(batch.count()).isEqualTo(2);
        assertThat(batch.frame(1)).isSameAs(long5000);
        ByteBuffer first = batch.bytes();
        assertThat(first.remaining()).isEqualTo(batch.size()).isEqualTo(a.size() + long5000.size());
        first.position(7);
        assertThat(batch.bytes().position()).isZero();
        assertThat(first.isReadOnly()).isTrue();
        batch.clear();
        assertThat(batch.count()).isZero();
        batch.add(a);
        assertThat(batch.bytes()).isEqualTo(a.bytes());
    }

    /** Connections may ask for the bytes on threads of their own, all at the same time. */
    @Test
    void bytesOfASharedBatchAreMadeBeforeAnybodyAsks() {
        FrameBatch batch = new FrameBatch();
        batch.add(Frame.text("a"));
        batch.add(Frame.text("b"));
        batch.share();
        batch.add(Frame.text("not in them"));
        assertThat(batch.bytes().remaining()).isEqualTo(6);
    }

    @Test
    void protocolWithoutBatchesKeepsAFrameForEveryMessage() {
        WireProtocol plain = new PlainProtocol();
        Drain drainOfPlain = new Drain(plain, LIMITS);
        RecordingConnection narrow = new RecordingConnection(Mode.SENT, 1);
        Outbox plainOutbox = new Outbox(narrow, plain, LIMITS, () -> {});
        plainOutbox.fold(true);
        plainOutbox.append(Message.of("A", null), 0, drainOfPlain);
        plainOutbox.append(Message.of("B", null), 0, drainOfPlain);
        assertThat(plainOutbox.flush(0, drainOfPlain)).isEqualTo(Flush.IDLE);
        assertThat(narrow.texts()).containsExactly("A", "B");
        narrow.assertNoViolations();
    }

    @Test
    void whatTheProtocolMakesNoBatchOfLeavesAsItIsIfTheConnectionTakesSoMuch() {
        RecordingConnection wide = new RecordingConnection(Mode.SENT, LIMIT);
        Outbox failing = withFailingBatches(wide, 3);
        assertThat(wide.texts()).containsExactly("M0", "M1", "M2");
        assertThat(failing.books().sent()).isEqualTo(3);
        assertThat(timesAsked).isEqualTo(1);
        failing.append(Message.of("A", null), 0, failingDrain);
        failing.append(Message.of("B", null), 0, failingDrain);
        assertThat(failing.flush(0, failingDrain)).isEqualTo(Flush.IDLE);
        assertThat(timesAsked).as("asked for a batch once more").isEqualTo(1);
        assertThat(wide.texts()).endsWith("A", "B");
        wide.assertNoViolations();
    }

    @Test
    void whatTheProtocolMakesNoBatchOfIsDroppedAndCountedIfTheConnectionTakesLess() {
        RecordingConnection narrow = new RecordingConnection(Mode.SENT, 1);
        Outbox failing = withFailingBatches(narrow, 3);
        assertThat(narrow.texts()).isEmpty();
        assertThat(failing.books().dropped()).containsEntry(DropCause.WRITE_FAILED, 3L);
        failing.append(Message.of("A", null), 0, failingDrain);
        failing.append(Message.of("B", null), 0, failingDrain);
        assertThat(failing.flush(0, failingDrain)).isEqualTo(Flush.IDLE);
        assertThat(narrow.texts()).as("without batches").containsExactly("A", "B");
        assertThat(failing.books().isBalanced()).isTrue();
        narrow.assertNoViolations();
    }

    private Outbox withFailingBatches(RecordingConnection to, int messages) {
        Outbox failing = new Outbox(to, failingProtocol, LIMITS, () -> {});
        failing.fold(true);
        for (int i = 0; i < messages; i++) {
            failing.append(Message.of("M" + i, null), 0, failingDrain);
        }
        assertThat(failing.flush(0, failingDrain)).isEqualTo(Flush.IDLE);
        assertThat(failing.books().isBalanced()).isTrue();
        return failing;
    }

    /** Says only the type, and knows no batches. */
    private static class PlainProtocol implements WireProtocol {
        @Override
        public String encode(Message message) {
            return message.type();
        }

        @Override
        public Inbound decode(String text) {
            return new Inbound(text, null, null);
        }

        @Override
        public @Nullable String toData(@Nullable Object value) {
            return null;
        }

        @Override
        public @Nullable Object fromData(@Nullable Object data, Type type) {
            return null;
        }

        @Override
        public Message reply(String id, @Nullable String data) {
            return Message.text(id);
        }

        @Override
        public Message error(@Nullable String id, String code, String text) {
            return Message.text(code);
        }
    }
}
