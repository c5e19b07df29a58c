package io.shardhub.redis.internal.receive;

import io.shardhub.cluster.Target;
import io.shardhub.redis.internal.queue.BoundedQueue;
import java.util.Map;

/** Something that the reader hands on, in order. */
sealed interface Arrival extends BoundedQueue.Item {

    /**
     * What was published on a channel.
     *
     * @param content its bytes
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
    record Received(byte[] content) implements Arrival {
        private static final int OVERHEAD = 64;

        @Override
        public int bytes() {
            return OVERHEAD + content.length;
        }
    }

    /**
     * From here on, something may be missing.
     *
     * @param listening to whose messages the node was subscribed, by the hash of the channel
     */
    record Broken(Map<Long, Target> listening) implements Arrival {}

    /**
     * Every subscription is back, and was seen to work.
     *
     * @param link the connection, as the verification counts them
     */
    record Restored(long link) implements Arrival {}

    /** Some time has passed. */
    record Tick() implements Arrival {}

    @Override
    default int bytes() {
        return 0;
    }
}
