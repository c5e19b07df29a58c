package io.shardhub.redis.internal.wire;

/** Bytes that are no envelope of a version that this node knows. */
public final class EnvelopeException extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean newer;

    private EnvelopeException(String message, boolean newer) {
        super(message);
        this.newer = newer;
    }

    static EnvelopeException malformed(String what) {
        return new EnvelopeException(what, false);
    }

    static EnvelopeException newer(int version) {
        return new EnvelopeException(
                "version: " + version + " (expected: at most " + EnvelopeCodec.VERSION + ")", true);
    }

    /** Whether a newer version wrote it, so that nothing is wrong with it. */
    public boolean isNewer() {
        return newer;
    }
}
