package io.shardhub.redis.internal.wire;

import io.shardhub.Priority;
import io.shardhub.cluster.Target;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Envelopes as bytes:
 *
 * <pre>
 * byte   version
 * byte   flags: 1 the payload is compressed
 * byte   kind
 * byte   priority
 * byte   target: 0 all, 1 topic, 2 user, 3 node
 * long   epoch, number, sequence, sentAtMillis
 * byte   length of the origin, and the origin
 * int    length of the target's name, and the name
 * ...    the payload, to the end
 * </pre>
 *
 * <p>One thread at a time: it keeps its compressors.
 */
public final class EnvelopeCodec implements AutoCloseable {

    /** The version that is written; newer ones are skipped. */
    public static final int VERSION = 1;

    /** The most characters of a payload. */
    public static final int MAX_CHARS = 4 << 20;

    private static final int LAST_VERSION = 31; // above it there is text
    private static final int KIND_AT = 2;
    private static final int NUMBER_AT = 13;
    private static final int FIXED = 42; // up to the origin, and the length of the target's name
    private static final int COMPRESSED = 1;

    private final Compression compression = new Compression(3 * MAX_CHARS, Compression.THRESHOLD);

    /** The bytes of an envelope. */
    public byte[] encode(Envelope envelope) {
        byte[] origin = utf8(envelope.origin());
        byte[] name = utf8(name(envelope.target()));
        byte[] plain = utf8(envelope.payload());
        byte[] payload = compression.compress(plain);
        ByteBuffer out = ByteBuffer.allocate(FIXED + origin.length + name.length + payload.length);
        out.put((byte) VERSION).put((byte) (payload == plain ? 0 : COMPRESSED));
        out.put((byte) envelope.kind().ordinal());
        out.put((byte) envelope.priority().ordinal());
        out.put(code(envelope.target()));
        out.putLong(envelope.epoch()).putLong(envelope.number());
        out.putLong(envelope.sequence()).putLong(envelope.sentAtMillis());
        out.put((byte) origin.length).put(origin);
        out.putInt(name.length).put(name).put(payload);
        return out.array();
    }

    /** The envelope in {@code bytes}, from {@code offset} on; whatever they are, nothing else is thrown. */
    public Envelope decode(byte[] bytes, int offset) throws EnvelopeException {
        try {
            ByteBuffer in = ByteBuffer.wrap(bytes, offset, bytes.length - offset);
            int version = in.get();
            if (version < 1 || version > LAST_VERSION) {
                throw EnvelopeException.malformed("version: " + version);
            }
            if (version > VERSION) {
                throw EnvelopeException.newer(version);
            }
            return read(in);
        } catch (BufferUnderflowException e) {
            throw EnvelopeException.malformed("it ends too early");
        }
    }

    private Envelope read(ByteBuffer in) throws EnvelopeException {
        int flags = in.get();
        Kind kind = constant(Kind.values(), in.get(), "kind");
        Priority priority = constant(Priority.values(), in.get(), "priority");
        int code = in.get();
        long epoch = in.getLong();
        long number = in.getLong();
        long sequence = in.getLong();
        long sentAtMillis = in.getLong();
        String origin = text(in, in.get());
        Target target = target(code, text(in, in.getInt()));
        byte[] payload = new byte[in.remaining()];
        in.get(payload);
        byte[] plain = (flags & COMPRESSED) == 0 ? payload : compression.expand(payload);
        return new Envelope(
                kind,
                origin,
                epoch,
                number,
                sequence,
                sentAtMillis,
                target,
                priority,
                new String(plain, StandardCharsets.UTF_8));
    }

    /** Whether the bytes may be an envelope of that kind; looks at nothing else. */
    public static boolean isKind(Kind kind, byte[] bytes) {
        return bytes.length > NUMBER_AT && bytes[0] == VERSION && bytes[KIND_AT] == kind.ordinal();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(ByteBuffer in, int length) throws EnvelopeException {
        if (length < 0 || length > in.remaining()) {
            throw EnvelopeException.malformed("length of a name: " + length);
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static <T> T constant(T[] constants, int index, String what) throws EnvelopeException {
        if (index < 0 || index >= constants.length) {
            throw EnvelopeException.malformed(what + ": " + index);
        }
        return constants[index];
    }

    private static byte code(Target target) {
        if (target instanceof Target.Topic) {
            return 1;
        }
        if (target instanceof Target.User) {
            return 2;
        }
        return (byte) (target instanceof Target.Node ? 3 : 0);
    }

    private static String name(Target target) {
        if (target instanceof Target.Topic topic) {
            return topic.topic();
        }
        if (target instanceof Target.User user) {
            return user.userId();
        }
        return target instanceof Target.Node node ? node.nodeId() : "";
    }

    private static Target target(int code, String name) throws EnvelopeException {
        return switch (code) {
            case 0 -> new Target.All();
            case 1 -> new Target.Topic(name);
            case 2 -> new Target.User(name);
            case 3 -> new Target.Node(name);
            default -> throw EnvelopeException.malformed("target: " + code);
        };
    }

    /** Frees what the compressors hold. */
    @Override
    public void close() {
        compression.close();
    }
}
