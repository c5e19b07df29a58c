package io.shardhub;

/**
 * What became of a message for many clients.
 *
 * @param accepted shards with takers that took the message; each of their takers gets it or counts it as dropped
 * @param refused shards with takers whose mailbox was full: their takers do not get this message
 * @param isClosed whether the hub no longer takes messages
 */
public record PublishResult(int accepted, int refused, boolean isClosed) {

    /** The hub is closed; nothing was taken. */
    public static final PublishResult CLOSED = new PublishResult(0, 0, true);

    /** Nobody is there to take the message. */
    public static final PublishResult NO_TAKERS = new PublishResult(0, 0, false);

    /** Whether every shard that has takers took the message; also true when there is no taker at all. */
    public boolean isComplete() {
        return refused == 0 && !isClosed;
    }
}
