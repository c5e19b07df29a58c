package io.shardhub.transport;

/** How a write began. */
public enum WriteResult {
    /** Handed to the network; the listener is not called. */
    SENT,
    /** On its way; the listener is called exactly once, possibly before this result is returned. */
    PENDING,
    /** Nothing was taken, something else occupies the connection for a moment; the listener is not called. */
    BUSY,
    /** The connection is dead; the listener is not called. */
    CLOSED
}
