package io.shardhub.transport;

import java.nio.ByteBuffer;

/**
 * What one write carries: one frame, or several that wait for the same connection. The bytes belong to the hub; a connection
 * may read them until the write has completed and never changes them.
 */
public interface Outgoing {

    /** How many frames, at least one. */
    int count();

    /** One of the frames. */
    Frame frame(int index);

    /** A view of all the frames, one behind the other, as unmasked WebSocket frames. */
    ByteBuffer bytes();

    /** The size of {@link #bytes} in bytes. */
    int size();
}
