package io.shardhub.redis.internal.receive;

import io.shardhub.redis.internal.queue.BoundedQueue;

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
     * From here on, what is published on a channel arrives.
     *
     * @param subscription has not taken effect yet
     */
    record Confirmed(Subscription subscription) implements Arrival {}

    /** From here on, something may be missing. */
    record Broken() implements Arrival {}

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
