package io.shardhub;

import org.jspecify.annotations.Nullable;

/**
 * What became of a message for many clients.
 *
 * @param accepted shards of this node with takers that took the message; each of their takers gets it or counts it as dropped
 * @param refused shards of this node with takers whose mailbox was full: their takers do not get this message
 * @param isClosed whether the hub no longer takes messages
 * @param others whether the cluster's bus took it for the other nodes; null for a hub without a cluster
 */
public record PublishResult(
        int accepted,
        int refused,
        boolean isClosed,
        @Nullable SendResult others) {

    /** The hub is closed; nothing was taken. */
    public static final PublishResult CLOSED = new PublishResult(0, 0, true);

    /** Nobody is there to take the message. */
    public static final PublishResult NO_TAKERS = new PublishResult(0, 0, false);

    /** What became of a message for this node alone. */
    public PublishResult(int accepted, int refused, boolean isClosed) {
        this(accepted, refused, isClosed, null);
    }

    /** The same, and what the cluster's bus said. */
    public PublishResult withOthers(SendResult newOthers) {
        return new PublishResult(accepted, refused, isClosed, newOthers);
    }

    /**
     * Whether every shard that has takers took the message, and so did the bus, if there is one; also true when there is no
     * taker at all.
     */
    public boolean isComplete() {
        return refused == 0 && !isClosed && (others == null || others.isAccepted());
    }
}
