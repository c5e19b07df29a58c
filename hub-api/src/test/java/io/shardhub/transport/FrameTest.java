package io.shardhub.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FrameTest {

    @ParameterizedTest
    @CsvSource({
        "0, 8100",
        "1, 8101",
        "125, 817d",
        "126, 817e007e",
        "127, 817e007f",
        "65535, 817effff",
        "65536, 817f0000000000010000"
    })
    void headerNamesTheSizeOfThePayload(int size, String header) {
        Frame frame = Frame.text("x".repeat(size));
        byte[] wire = new byte[frame.size()];
        frame.bytes().get(wire);
        int headerSize = header.length() / 2;
        assertThat(HexFormat.of().formatHex(wire, 0, headerSize)).isEqualTo(header);
        assertThat(wire).hasSize(headerSize + size);
        assertThat(new String(wire, headerSize, size, StandardCharsets.UTF_8)).isEqualTo(frame.text());
        assertThat(frame.payload().remaining()).isEqualTo(size);
    }

    @Test
    void sizeCountsBytesOfUtf8() {
        Frame frame = Frame.text("\u00e4".repeat(63));
        assertThat(frame.size()).isEqualTo(4 + 126);
        assertThat(StandardCharsets.UTF_8.decode(frame.payload()).toString()).isEqualTo("\u00e4".repeat(63));
    }

    @Test
    void viewsAreFreshAndCannotBeChanged() {
        Frame frame = Frame.text("abc");
        frame.bytes().get();
        frame.payload().get();
        assertThat(frame.bytes().remaining()).isEqualTo(5);
        assertThat(frame.payload().remaining()).isEqualTo(3);
        assertThatThrownBy(() -> frame.bytes().put((byte) 0)).isInstanceOf(ReadOnlyBufferException.class);
        assertThatThrownBy(() -> frame.payload().put((byte) 0)).isInstanceOf(ReadOnlyBufferException.class);
    }

    @Test
    void frameIsAWriteOfOne() {
        Frame frame = Frame.text("abc");
        assertThat(frame.count()).isEqualTo(1);
        assertThat(frame.frame(0)).isSameAs(frame);
        assertThatThrownBy(() -> frame.frame(1))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("index: 1 (expected: 0)");
    }

    @Test
    void copiesAppendTheWholeFrame() {
        ByteBuffer target = ByteBuffer.allocate(8);
        Frame.text("a").copyTo(target);
        Frame.text("bc").copyTo(target);
        assertThat(HexFormat.of().formatHex(target.array(), 0, target.position()))
                .isEqualTo("81016181026263");
    }

    @Test
    void aLoneSurrogateIsAQuestionMarkInEveryShape() {
        for (String broken : new String[] {"a\uD83Db", "a\uDE00b", "ab\uD83D"}) {
            Frame frame = Frame.text(broken);
            assertThat(frame.text()).isEqualTo(broken.replace('\uD83D', '?').replace('\uDE00', '?'));
            assertThat(StandardCharsets.UTF_8.decode(frame.payload()).toString())
                    .isEqualTo(frame.text());
        }
        assertThat(Frame.text("a\uD83D\uDE00b").text()).isEqualTo("a\uD83D\uDE00b");
    }
}
