package io.shardhub;

/**
 * Whom to disappoint when a client's outbox is full. A message with a {@linkplain Message#key() key} replaces the waiting
 * messages of the same key before any policy is asked, except more urgent ones. Nothing is given up in vain: if all that may be shed does not make
 * enough room, only the new message is shed. CRITICAL ones are never shed: where no room can be made for one, the client is
 * closed.
 */
public enum OverflowPolicy {
    /** Sheds the oldest waiting message of the lowest priority that is not above the new one's; the new one if there is none. */
    DROP_OLDEST,
    /** Sheds the message that does not fit; for a CRITICAL one, what is less urgent, as {@link #DROP_OLDEST} does. */
    DROP_NEWEST,
    /** Closes the client with {@link CloseCode#SLOW_CONSUMER}. */
    DISCONNECT
}
