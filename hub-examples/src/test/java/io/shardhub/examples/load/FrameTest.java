package io.shardhub.examples.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameTest {

    private final List<String> heard = new ArrayList<>();
    private final FrameReader reader = new FrameReader();
    private final FrameReader.Handler handler = new FrameReader.Handler() {
        @Override
        public void message(byte[] bytes, int from, int to) {
            heard.add(new String(bytes, from, to - from, StandardCharsets.UTF_8));
        }

        @Override
        public void control(int opcode, byte[] payload) {
            heard.add(opcode + ":" + new String(payload, StandardCharsets.UTF_8));
        }
    };

    @Test
    void readsFramesOfEveryLengthHoweverTheyAreCut() throws Exception {
        Random random = new Random(11);
        ByteBuffer stream = ByteBuffer.allocate(1_000_000);
        List<String> sent = new ArrayList<>();
        for (int length : new int[] {0, 1, 125, 126, 127, 65_535, 65_536, 100_000, 3}) {
            String text = "x".repeat(length);
            sent.add(text);
            frame(stream, 0x81, text);
        }
        byte[] bytes = Arrays.copyOf(stream.array(), stream.position());
        byte[] chunk = new byte[FrameReader.MAX_FRAME + 70_000];
        for (int at = 0; at < bytes.length; ) {
            int kept = reader.restore(chunk);
            int cut = Math.min(bytes.length - at, 1 + random.nextInt(random.nextBoolean() ? 4 : 70_000));
            System.arraycopy(bytes, at, chunk, kept, cut);
            reader.read(chunk, 0, kept + cut, handler);
            at += cut;
        }
        assertThat(heard).isEqualTo(sent);
    }

    @Test
    void putsFragmentsTogetherWithControlFramesBetweenThem() throws Exception {
        ByteBuffer stream = ByteBuffer.allocate(100);
        frame(stream, 0x01, "a");
        frame(stream, 0x89, "ping");
        frame(stream, 0x00, "b");
        frame(stream, 0x80, "c");
        frame(stream, 0x88, "");

        reader.read(stream.array(), 0, stream.position(), handler);

        assertThat(heard).containsExactly("9:ping", "abc", "8:");
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0xC1, // a reserved bit
                0x80, // the end of nothing
                0x83, // an opcode that is not known
                0x8B, // another one
                0x09, // a ping in parts
            })
    void refusesWhatAServerMustNotSend(int first) {
        assertThatThrownBy(() -> reader.read(new byte[] {(byte) first, 0}, 0, 2, handler))
                .isInstanceOf(ProtocolException.class);
    }

    @Test
    void refusesMasksAndFramesThatAreTooLong() {
        assertThatThrownBy(() -> reader.read(new byte[] {(byte) 0x81, (byte) 0x80}, 0, 2, handler))
                .isInstanceOf(ProtocolException.class);
        byte[] huge = {(byte) 0x81, 127, 0, 0, 0, 0, 0, 16, 0, 0};
        assertThatThrownBy(() -> reader.read(huge, 0, huge.length, handler)).hasMessage("a frame of 1048576 bytes");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 125, 126, 65_535, 65_536})
    void writesMaskedFrames(int length) {
        byte[] payload = new byte[length];
        new Random(length).nextBytes(payload);
        ByteBuffer out = ByteBuffer.allocate(length + FrameWriter.MAX_HEADER);

        FrameWriter.write(out, Opcode.TEXT, payload, 0x01020384);

        out.flip();
        assertThat(out.get()).isEqualTo((byte) 0x81);
        int second = out.get() & 0xff;
        assertThat(second).as("the mask bit").isGreaterThanOrEqualTo(0x80);
        int announced = second - 0x80;
        assertThat(announced < 126 ? announced : announced == 126 ? out.getShort() & 0xffff : (int) out.getLong())
                .isEqualTo(length);
        byte[] mask = new byte[4];
        out.get(mask);
        assertThat(mask).containsExactly(1, 2, 3, 0x84);
        byte[] body = new byte[out.remaining()];
        out.get(body);
        for (int i = 0; i < body.length; i++) {
            body[i] ^= mask[i % 4];
        }
        assertThat(body).isEqualTo(payload);
    }

    private static void frame(ByteBuffer out, int first, String text) {
        out.put((byte) first);
        if (text.length() < 126) {
            out.put((byte) text.length());
        } else if (text.length() < 65_536) {
            out.put((byte) 126).putShort((short) text.length());
        } else {
            out.put((byte) 127).putLong(text.length());
        }
        out.put(text.getBytes(StandardCharsets.UTF_8));
    }
}
