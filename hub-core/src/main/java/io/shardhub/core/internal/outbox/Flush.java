package io.shardhub.core.internal.outbox;

/** How a flush ended. */
public enum Flush {
    /** Nothing waits and nothing is under way. */
    IDLE,
    /** Only LOW messages wait, for others to travel with. */
    LINGERING,
    /** A write is under way; the owner is woken when it ends and something waits. */
    UNDER_WAY,
    /** The connection was busy; flush again soon. */
    RETRY,
    /** The connection is dead. */
    BROKEN,
    /** There is no room for the message, and nothing can be shed for it: the client must be closed as slow. */
    OVERFLOW
}
