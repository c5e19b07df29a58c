package io.shardhub.jakarta;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Both ends of permessage-deflate, by hand. What is inflated goes on where the message before has ended. */
final class Deflated {

    private static final byte[] TAIL = {0, 0, (byte) 0xFF, (byte) 0xFF};
    private static final int BLOCK = 1 << 20;

    private final Inflater inflater = new Inflater(true);
    private final Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);

    /** The payload of a message that stands alone. */
    byte[] deflate(String text) {
        byte[] flushed = flush(text.getBytes(StandardCharsets.UTF_8));
        return Arrays.copyOf(flushed, flushed.length - TAIL.length);
    }

    private byte[] flush(byte[] plain) {
        deflater.setInput(plain);
        byte[] buffer = new byte[plain.length + 64];
        int length = deflater.deflate(buffer, 0, buffer.length, Deflater.FULL_FLUSH);
        return Arrays.copyOf(buffer, length);
    }

    /** A payload of a few megabytes that inflates to that many times as much: blocks that repeat. */
    byte[] bomb(int mebibytes) {
        byte[] plain = new byte[BLOCK];
        Arrays.fill(plain, (byte) 'x');
        byte[] block = flush(plain);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < mebibytes; i++) {
            all.writeBytes(block);
        }
        return Arrays.copyOf(all.toByteArray(), all.size() - TAIL.length);
    }

    /** The text of a message that came as one frame. */
    String inflate(ByteBuffer payload) throws DataFormatException {
        ByteBuffer whole = ByteBuffer.allocate(payload.remaining() + TAIL.length)
                .put(payload.duplicate())
                .put(TAIL)
                .flip();
        inflater.setInput(whole);
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        byte[] buffer = new byte[8_192];
        for (int length = inflater.inflate(buffer); length > 0; length = inflater.inflate(buffer)) {
            text.write(buffer, 0, length);
        }
        return text.toString(StandardCharsets.UTF_8);
    }
}
