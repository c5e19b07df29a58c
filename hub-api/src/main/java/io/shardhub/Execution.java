package io.shardhub;

/** Where a handler runs. */
public enum Execution {
    /** On the hub's worker pool; may block. */
    POOL,
    /**
     * At once on the thread that read the message, unless earlier messages of the client still wait, and then on the worker
     * pool; must never block. What it sends to the client whose message it handles leaves when it has returned, and that thread writes it
     * if nobody else is at work for the client's shard. If it does not return, or sends more than a few messages, the shard's own thread does.
     */
    INLINE,
    /**
     * On a virtual thread; may block for long. So many run at the same time as the options allow, further ones wait for their
     * turn as for a worker. Needs a JDK with virtual threads, 21 or newer: on an older one the registration is refused.
     */
    VIRTUAL
}
