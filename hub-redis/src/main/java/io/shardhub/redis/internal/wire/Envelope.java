package io.shardhub.redis.internal.wire;

import io.shardhub.Priority;
import io.shardhub.cluster.ClusterMessage;
import io.shardhub.cluster.Target;

/**
 * What one node tells others.
 *
 * @param kind what it is for
 * @param origin the node that sent it
 * @param epoch names one life of the origin's bus
 * @param number counts the messages that bus sent in this partition, from one on; of anything else, the number of the next message
 * @param sequence counts the messages of that bus
 * @param sentAtMillis the origin's clock
 * @param target whom it is for
 * @param priority how urgent it is
 * @param payload text of the hubs, or of the bus itself
 */
public record Envelope(
        Kind kind,
        String origin,
        long epoch,
        long number,
        long sequence,
        long sentAtMillis,
        Target target,
        Priority priority,
        String payload) {

    /** Something that the bus says itself. */
    public static Envelope control(Kind kind, String origin, long epoch, long number, Target target, String payload) {
        return new Envelope(kind, origin, epoch, number, 0, 0, target, Priority.NORMAL, payload);
    }

    /** The number of the last message up to here. */
    public long last() {
        return kind == Kind.MESSAGE ? number : number - 1;
    }

    /** The message in it. */
    public ClusterMessage message() {
        return new ClusterMessage(origin, sequence, sentAtMillis, target, priority, payload);
    }
}
