package io.shardhub.redis.internal.publish;

import java.util.HashMap;
import java.util.Map;

/**
 * Remembers for which channels the last messages were, and when they were taken, so that a node that heard nothing for a while can be
 * told exactly what it missed. Memory is constant. One thread at a time.
 */
final class PublicationRing {

    private final long[] channels;
    private final long[] times;
    private long next = 1;

    /** Remembers that many, a power of two. */
    PublicationRing(int capacity) {
        channels = new long[capacity];
        times = new long[capacity];
    }

    /** The number that the next one will have. */
    long next() {
        return next;
    }

    /** Remembers one more message. */
    void add(long channel, long takenAt) {
        channels[slot(next)] = channel;
        times[slot(next)] = takenAt;
        next++;
    }

    /** Whether what follows that number is remembered. */
    boolean reachesBackTo(long number) {
        return number >= next - 1 - channels.length && number < next;
    }

    /** How many messages there were for each channel between two numbers, both excluded, and until some channels were left. */
    Map<Long, Integer> count(long after, long before, Map<Long, Long> leftAt) {
        Map<Long, Integer> counts = new HashMap<>();
        for (long number = after + 1; number < before; number++) {
            Long channel = channels[slot(number)];
            Long left = leftAt.get(channel);
            if (left == null || times[slot(number)] - left <= 0) {
                counts.merge(channel, 1, Integer::sum);
            }
        }
        return counts;
    }

    private int slot(long number) {
        return (int) number & (channels.length - 1);
    }
}
