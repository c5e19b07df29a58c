package io.shardhub.redis.internal.publish;

import io.shardhub.Priority;
import io.shardhub.cluster.Target;
import io.shardhub.redis.internal.queue.BoundedQueue;
import io.shardhub.redis.internal.wire.Kind;
import java.util.Map;

/** Something to be published. */
public sealed interface Outbound extends BoundedQueue.Item {

    /**
     * A message of the hub.
     *
     * @param target whom it is for
     * @param priority how urgent it is
     * @param sequence its number among those of the bus
     * @param sentAtMillis when it was taken, by the clock of its origin
     * @param takenAt the same by {@link System#nanoTime}
     * @param payload what it says
     */
    record Publication(Target target, Priority priority, long sequence, long sentAtMillis, long takenAt, String payload)
            implements Outbound {
        private static final int OVERHEAD = 104;

        @Override
        public int bytes() {
            return OVERHEAD + payload.length();
        }
    }

    /**
     * The node asks itself whether it hears itself.
     *
     * @param id names the question
     */
    record Probe(long id) implements Outbound {}

    /** The node says up to where others must have heard it. */
    record Beacon() implements Outbound {}

    /**
     * Something for one node's bus.
     *
     * @param kind what
     * @param nodeId the node
     * @param payload what it says
     */
    record Note(Kind kind, String nodeId, String payload) implements Outbound {}

    /**
     * An answer, to be counted when its turn has come.
     *
     * @param nodeId who asked
     * @param after beginning behind that number
     * @param before ending before that number; zero for the end
     * @param leftAt until when who asked listened to a channel, by its hash, if it has left it
     */
    record Recount(String nodeId, long after, long before, Map<Long, Long> leftAt) implements Outbound {}

    @Override
    default int bytes() {
        return 64;
    }
}
