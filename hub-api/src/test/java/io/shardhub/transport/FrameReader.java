package io.shardhub.transport;

import java.nio.ByteBuffer;
import java.util.function.BiConsumer;

/** Takes a stream of unmasked WebSocket frames apart, as a peer does. */
final class FrameReader {

    private ByteBuffer buffer = ByteBuffer.allocate(1_024); // filled from 0 to its position

    /** Takes bytes; hands out opcode and payload of every frame that is complete. */
    void read(ByteBuffer bytes, BiConsumer<Integer, byte[]> frames) {
        if (buffer.remaining() < bytes.remaining()) {
            int capacity = 2 * (buffer.position() + bytes.remaining());
            buffer = ByteBuffer.allocate(capacity).put(buffer.flip());
        }
        buffer.put(bytes).flip();
        while (readOne(frames)) {}
        buffer.compact();
    }

    private boolean readOne(BiConsumer<Integer, byte[]> frames) {
        int start = buffer.position();
        if (buffer.remaining() >= 2) {
            int opcode = buffer.get() & 0x0F;
            int length = buffer.get() & 0xFF;
            int more = length == 126 ? 2 : length == 127 ? 8 : 0;
            if (buffer.remaining() >= more) {
                length = length == 126 ? buffer.getShort() & 0xFFFF : length == 127 ? (int) buffer.getLong() : length;
                if (buffer.remaining() >= length) {
                    byte[] payload = new byte[length];
                    buffer.get(payload);
                    frames.accept(opcode, payload);
                    return true;
                }
            }
        }
        buffer.position(start);
        return false;
    }
}
