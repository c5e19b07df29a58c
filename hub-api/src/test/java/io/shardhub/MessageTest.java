package io.shardhub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardhub.protocol.Inbound;
import io.shardhub.protocol.WireProtocol;
import io.shardhub.transport.Frame;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class MessageTest {

    /** A protocol that counts how often it encodes. */
    private static final class CountingProtocol implements WireProtocol {
        private final String prefix;
        private int encoded;

        CountingProtocol(String prefix) {
            this.prefix = prefix;
        }

        @Override
        public String encode(Message message) {
            encoded++;
            return prefix + ":" + message.type() + ":" + message.data() + ":" + message.topic();
        }

        @Override
        public Inbound decode(String text) {
            throw new UnsupportedOperationException("only encodes");
        }

        @Override
        public @Nullable String toData(@Nullable Object value) {
            throw new UnsupportedOperationException("only encodes");
        }

        @Override
        public @Nullable Object fromData(@Nullable Object data, Type type) {
            throw new UnsupportedOperationException("only encodes");
        }

        @Override
        public Message reply(String id, @Nullable String data) {
            throw new UnsupportedOperationException("only encodes");
        }

        @Override
        public Message error(@Nullable String id, String code, String text) {
            throw new UnsupportedOperationException("only encodes");
        }
    }

    private final CountingProtocol first = new CountingProtocol("first");
    private final CountingProtocol second = new CountingProtocol("second");

    @Test
    void messageIsEncodedAtFirstUseAndOncePerProtocol() {
        Message message = Message.of("RESULT", "{}");
        assertThat(first.encoded).isZero();
        Frame frame = message.frame(first);
        Frame other = message.frame(second);
        assertThat(message.frame(first)).isSameAs(frame);
        assertThat(message.frame(second)).isSameAs(other);
        assertThat(frame.text()).isEqualTo("first:RESULT:{}:null");
        assertThat(other.text()).isEqualTo("second:RESULT:{}:null");
        assertThat(first.encoded).isEqualTo(1);
        assertThat(second.encoded).isEqualTo(1);
    }

    @Test
    void finishedTextPassesEveryProtocolUnchanged() {
        Message message = Message.text("as it is");
        assertThat(message.frame(first).text()).isEqualTo("as it is");
        assertThat(message.frame(second).text()).isEqualTo("as it is");
        assertThat(first.encoded).isZero();
        assertThat(message.isFinished()).isTrue();
        assertThat(message.type()).isEmpty();
    }

    @Test
    void topicIsPartOfTheTextUnlessTheMessageIsFinished() {
        Message message = Message.of("RESULT", null);
        Message inTopic = message.inTopic("quiz:42");
        assertThat(inTopic.frame(first).text()).isEqualTo("first:RESULT:null:quiz:42");
        assertThat(message.frame(first).text()).isEqualTo("first:RESULT:null:null");
        assertThat(inTopic.inTopic("quiz:42")).isSameAs(inTopic);
        Message finished = Message.text("as it is");
        assertThat(finished.inTopic("quiz:42")).isSameAs(finished);
    }

    @Test
    void witherChangesOneValueAndLeavesTheOthers() {
        Message message = Message.of("RESULT", "1")
                .withPriority(Priority.HIGH)
                .withKey("42")
                .withOverflow(OverflowPolicy.DROP_NEWEST)
                .inTopic("quiz");
        assertThat(message.type()).isEqualTo("RESULT");
        assertThat(message.data()).isEqualTo("1");
        assertThat(message.priority()).isEqualTo(Priority.HIGH);
        assertThat(message.key()).isEqualTo("42");
        assertThat(message.overflow()).isEqualTo(OverflowPolicy.DROP_NEWEST);
        assertThat(message.topic()).isEqualTo("quiz");
        assertThat(message).hasToString("Message[RESULT in quiz, HIGH]");
    }

    @Test
    void newMessageIsOfNormalPriorityAndHasNeitherKeyNorPolicy() {
        Message message = Message.of("RESULT", null);
        assertThat(message.priority()).isEqualTo(Priority.NORMAL);
        assertThat(message.key()).isNull();
        assertThat(message.overflow()).isNull();
        assertThat(message.topic()).isNull();
        assertThat(message.isFinished()).isFalse();
    }

    @Test
    void emptyTypeIsRefused() {
        assertThatThrownBy(() -> Message.of("", null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("type: empty (expected: a name such as RESULT_UPDATE)");
    }

    @Test
    void prioritiesAreCountedFromZero() {
        assertThat(Priority.values()).hasSize(Priority.COUNT);
        assertThat(Priority.values()).containsExactly(Priority.LOW, Priority.NORMAL, Priority.HIGH, Priority.CRITICAL);
    }
}
