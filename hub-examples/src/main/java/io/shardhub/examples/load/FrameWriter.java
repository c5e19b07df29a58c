package io.shardhub.examples.load;

import java.nio.ByteBuffer;

/** Makes the frames of a client, which are masked. */
final class FrameWriter {

    /** A frame has at most this many bytes more than its payload. */
    static final int MAX_HEADER = 14;

    private FrameWriter() {}

    /** Appends a whole frame; there must be room for it. */
    static void write(ByteBuffer out, int opcode, byte[] payload, int mask) {
        out.put((byte) (0x80 | opcode));
        if (payload.length < 126) {
            out.put((byte) (0x80 | payload.length));
        } else if (payload.length < 65_536) {
            out.put((byte) (0x80 | 126)).putShort((short) payload.length);
        } else {
            out.put((byte) (0x80 | 127)).putLong(payload.length);
        }
        out.putInt(mask);
        for (int i = 0; i < payload.length; i++) {
            out.put((byte) (payload[i] ^ (mask >>> (24 - 8 * (i & 3)))));
        }
    }
}
