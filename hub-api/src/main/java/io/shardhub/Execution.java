package io.shardhub;

/** Where a handler runs. */
public enum Execution {
    /** On the hub's worker pool; may block. */
    POOL,
    /** At once on the thread that read the message, unless earlier messages of the client still wait; must never block. */
    INLINE
}
