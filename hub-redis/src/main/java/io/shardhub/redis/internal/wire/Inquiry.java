package io.shardhub.redis.internal.wire;

import java.util.Map;

/**
 * What a node that heard nothing for a while asks an origin: how much did you publish between two of your numbers?
 *
 * @param epoch the life of the origin's bus
 * @param after behind that number
 * @param before before that number; zero for up to the answer
 * @param leftMillis how long ago the node left a channel, by its hash: what was published later does not count; at most
 *     {@link #MOST_LEFT}
 */
public record Inquiry(long epoch, long after, long before, Map<Long, Long> leftMillis) {

    /** The most channels in a question, so that its text is shorter than the longest payload. */
    public static final int MOST_LEFT = 1 << 16;

    /** As the payload of a question. */
    public String text() {
        return ByChannel.text(epoch, after, before, leftMillis);
    }

    /**
     * Reads what {@link #text} wrote.
     *
     * @throws IllegalArgumentException if it did not
     */
    public static Inquiry parse(String text) {
        String[] words = ByChannel.words(text);
        return new Inquiry(
                Long.parseLong(words[0]), Long.parseLong(words[1]), Long.parseLong(words[2]), ByChannel.numbers(words));
    }
}
