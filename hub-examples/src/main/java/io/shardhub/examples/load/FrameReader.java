package io.shardhub.examples.load;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Takes the byte stream of a server apart: whole messages and control frames, however the bytes are cut. One for each connection. */
final class FrameReader {

    /** The longest frame that is understood. */
    static final int MAX_FRAME = 512 * 1024;

    private static final int MAX_MESSAGE = 4 * 1024 * 1024;
    private static final byte[] NOTHING = {};

    /** Hears what is read. The bytes are lent until the method returns. */
    interface Handler {

        /** A text or binary message. */
        void message(byte[] bytes, int from, int to);

        /** A ping, pong or close frame. */
        void control(int opcode, byte[] payload);
    }

    private byte[] rest = NOTHING; // of a frame that is not complete
    private @Nullable ByteArrayOutputStream fragments; // of a message that is not complete

    /** Puts the bytes of an incomplete frame back in front of those that will follow; gives their number. */
    int restore(byte[] into) {
        System.arraycopy(rest, 0, into, 0, rest.length);
        return rest.length;
    }

    /** Keeps bytes that cannot be understood before more have come. */
    void keep(byte[] bytes, int from, int to) {
        rest = from == to ? NOTHING : Arrays.copyOfRange(bytes, from, to);
    }

    /** Reads the frames in a chunk, which begins with what {@link #restore} gave. */
    void read(byte[] bytes, int from, int to, Handler handler) throws ProtocolException {
        int at = from;
        while (to - at >= 2) {
            int next = frame(bytes, at, to, handler);
            if (next == at) {
                break;
            }
            at = next;
        }
        keep(bytes, at, to);
    }

    /** Reads one frame; gives where it ends, or where it began if it is not complete. */
    private int frame(byte[] bytes, int at, int to, Handler handler) throws ProtocolException {
        int first = bytes[at] & 0xff;
        int second = bytes[at + 1] & 0xff;
        if ((first & 0x70) != 0 || (second & 0x80) != 0) {
            throw new ProtocolException("a frame with reserved bits or a mask");
        }
        int header = second < 126 ? 2 : second == 126 ? 4 : 10;
        if (to - at < header) {
            return at;
        }
        long length = header == 2 ? second : number(bytes, at + 2, at + header);
        if (length < 0 || length > MAX_FRAME - header) {
            throw new ProtocolException("a frame of " + length + " bytes");
        }
        int begin = at + header;
        int end = begin + (int) length;
        if (end > to) {
            return at;
        }
        int opcode = first & 0xf;
        boolean last = (first & 0x80) != 0;
        if (opcode >= Opcode.CLOSE) {
            control(opcode, last, Arrays.copyOfRange(bytes, begin, end), handler);
        } else {
            data(opcode, last, bytes, begin, end, handler);
        }
        return end;
    }

    private static long number(byte[] bytes, int from, int to) {
        long number = 0;
        for (int i = from; i < to; i++) {
            number = (number << 8) | (bytes[i] & 0xff);
        }
        return number;
    }

    private static void control(int opcode, boolean last, byte[] payload, Handler handler) throws ProtocolException {
        if (opcode > Opcode.PONG || !last || payload.length > 125) {
            throw new ProtocolException("a malformed control frame, opcode " + opcode);
        }
        handler.control(opcode, payload);
    }

    private void data(int opcode, boolean last, byte[] bytes, int begin, int end, Handler handler)
            throws ProtocolException {
        if (opcode > Opcode.BINARY || (opcode == Opcode.CONTINUATION) != (fragments != null)) {
            throw new ProtocolException("a data frame out of place, opcode " + opcode);
        }
        if (fragments == null && last) {
            handler.message(bytes, begin, end);
            return;
        }
        ByteArrayOutputStream parts = fragments == null ? new ByteArrayOutputStream() : fragments;
        if (parts.size() + end - begin > MAX_MESSAGE) {
            throw new ProtocolException("a message of more than " + MAX_MESSAGE + " bytes");
        }
        parts.write(bytes, begin, end - begin);
        fragments = last ? null : parts;
        if (last) {
            handler.message(parts.toByteArray(), 0, parts.size());
        }
    }
}
