package io.shardhub.redis.internal.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Makes long payloads shorter where that pays ({@code docs/decisions/0020}). Compressed bytes are the length before, as an int,
 * and raw deflate.
 *
 * <p>One thread at a time.
 */
final class Compression implements AutoCloseable {

    /** Shorter payloads stay as they are. */
    static final int THRESHOLD = 1_024;

    private static final int MOST_PER_BYTE = 1_033; // deflate cannot do better
    private static final int HEADER = Integer.BYTES;

    private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
    private final Inflater inflater = new Inflater(true);
    private final int limit;
    private final int threshold;

    /** Expands to that many bytes at most, and does nothing below a threshold. */
    Compression(int limit, int threshold) {
        this.limit = limit;
        this.threshold = threshold;
    }

    /** The compressed bytes, or {@code plain} itself if that is too short or would not become shorter. */
    byte[] compress(byte[] plain) {
        if (plain.length < threshold) {
            return plain;
        }
        byte[] out = new byte[plain.length];
        ByteBuffer.wrap(out).putInt(plain.length);
        deflater.reset();
        deflater.setInput(plain);
        deflater.finish();
        int length = deflater.deflate(out, HEADER, out.length - HEADER);
        return deflater.finished() && length + HEADER < plain.length ? Arrays.copyOf(out, length + HEADER) : plain;
    }

    /** What {@link #compress} was given. */
    byte[] expand(byte[] compressed) throws EnvelopeException {
        if (compressed.length < HEADER) {
            throw EnvelopeException.malformed("compressed payload: " + compressed.length + " bytes");
        }
        int length = ByteBuffer.wrap(compressed).getInt();
        if (length < 0 || length > limit || length > (long) compressed.length * MOST_PER_BYTE) {
            throw EnvelopeException.malformed("length before compression: " + length);
        }
        byte[] out = new byte[length];
        inflater.reset();
        inflater.setInput(compressed, HEADER, compressed.length - HEADER);
        try {
            int done = 0;
            while (done < length) {
                int more = inflater.inflate(out, done, length - done);
                if (more == 0) {
                    break; // it ends, or wants a dictionary
                }
                done += more;
            }
            if (done < length || inflater.inflate(new byte[1]) != 0 || !inflater.finished()) {
                throw EnvelopeException.malformed("compressed payload is not of length " + length);
            }
        } catch (DataFormatException e) {
            throw EnvelopeException.malformed("compressed payload: " + e.getMessage());
        }
        return out;
    }

    @Override
    public void close() {
        deflater.end();
        inflater.end();
    }
}
