package io.shardhub.transport;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * One text message in the three shapes that transports want: a string, its UTF-8 payload, and a whole unmasked WebSocket
 * frame. Immutable and shared by every connection that it is written to.
 */
public final class Frame implements Outgoing {

    private static final int FIN_TEXT = 0x81;

    private final String text;
    private final byte[] wire;
    private final int headerSize;

    private Frame(String text, byte[] wire, int headerSize) {
        this.text = text;
        this.wire = wire;
        this.headerSize = headerSize;
    }

    /** A frame with that text; encodes it once. A lone surrogate, which UTF-8 cannot say, becomes a question mark. */
    public static Frame text(String text) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        int headerSize = payload.length < 126 ? 2 : payload.length < 65_536 ? 4 : 10;
        ByteBuffer wire = ByteBuffer.allocate(headerSize + payload.length).put((byte) FIN_TEXT);
        switch (headerSize) {
            case 2 -> wire.put((byte) payload.length);
            case 4 -> wire.put((byte) 126).putShort((short) payload.length);
            default -> wire.put((byte) 127).putLong(payload.length);
        }
        String sent = hasLoneSurrogate(text) ? new String(payload, StandardCharsets.UTF_8) : text;
        return new Frame(sent, wire.put(payload).array(), headerSize);
    }

    private static boolean hasLoneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean paired = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!paired) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    /** The text. */
    public String text() {
        return text;
    }

    /** A fresh read-only view of the UTF-8 payload. */
    public ByteBuffer payload() {
        return ByteBuffer.wrap(wire, headerSize, wire.length - headerSize)
                .slice()
                .asReadOnlyBuffer();
    }

    /** A fresh read-only view of the whole frame. */
    @Override
    public ByteBuffer bytes() {
        return ByteBuffer.wrap(wire).asReadOnlyBuffer();
    }

    /** The size of the whole frame in bytes. */
    @Override
    public int size() {
        return wire.length;
    }

    @Override
    public int count() {
        return 1;
    }

    @Override
    public Frame frame(int index) {
        if (index != 0) {
            throw new IndexOutOfBoundsException("index: " + index + " (expected: 0)");
        }
        return this;
    }

    /** Appends the whole frame to {@code target}, which must have {@link #size} bytes of room. */
    public void copyTo(ByteBuffer target) {
        target.put(wire);
    }
}
