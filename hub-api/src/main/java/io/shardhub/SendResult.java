package io.shardhub;

/** What became of a message or a command that was handed to one client. */
public enum SendResult {
    /** On its way: it will be written in order, or be counted as dropped with its cause. */
    ACCEPTED,
    /** The shard's mailbox is full, or the client is not quite in yet; nothing was taken. Try later, or shed load. */
    REFUSED,
    /** The client or the hub is closed; final. */
    CLOSED;

    /** Whether the message was taken. */
    public boolean isAccepted() {
        return this == ACCEPTED;
    }
}
