package io.shardhub.redis.internal.publish;

/**
 * An envelope on its way; it stays the same when it is sent again.
 *
 * @param what what it is made of
 * @param channel where it goes
 * @param envelope its bytes
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never changed
public record Outgoing(Outbound what, byte[] channel, byte[] envelope) {

    /** Whether it is a message of the hub. */
    boolean isMessage() {
        return what instanceof Outbound.Publication;
    }

    /** Whether it is a probe. */
    boolean isProbe() {
        return what instanceof Outbound.Probe;
    }
}
