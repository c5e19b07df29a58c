package io.shardhub;

/**
 * Whom to disappoint when a client's outbox is full. A message with a {@linkplain Message#key() key} replaces the waiting
 * message of the same key before any policy is asked.
 */
public enum OverflowPolicy {
    /** Sheds the oldest waiting message of the lowest priority that is not above the new one's; the new one if there is none. */
    DROP_OLDEST,
    /** Sheds the message that does not fit. */
    DROP_NEWEST,
    /** Closes the client with {@link CloseCode#SLOW_CONSUMER}. */
    DISCONNECT
}
