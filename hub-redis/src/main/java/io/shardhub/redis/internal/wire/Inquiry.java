package io.shardhub.redis.internal.wire;

import java.util.HashMap;
import java.util.Map;
import java.util.StringJoiner;

/**
 * What a node that heard nothing for a while asks an origin: how much did you publish between two of your numbers?
 *
 * @param epoch the life of the origin's bus
 * @param after behind that number
 * @param before before that number; zero for up to the answer
 * @param leftMillis how long ago the node left a channel, by its hash: what was published later does not count
 */
public record Inquiry(long epoch, long after, long before, Map<Long, Long> leftMillis) {

    /** As the payload of a question. */
    public String text() {
        StringJoiner text = new StringJoiner(" ");
        text.add(Long.toString(epoch)).add(Long.toString(after)).add(Long.toString(before));
        leftMillis.forEach(
                (channel, millis) -> text.add(Long.toHexString(channel)).add(Long.toString(millis)));
        return text.toString();
    }

    /**
     * Reads what {@link #text} wrote.
     *
     * @throws IllegalArgumentException if it did not
     */
    public static Inquiry parse(String text) {
        String[] words = text.split(" ", -1);
        if (words.length < 3 || words.length % 2 == 0) {
            throw new IllegalArgumentException("inquiry: " + text);
        }
        Map<Long, Long> leftMillis = new HashMap<>();
        for (int i = 3; i < words.length; i += 2) {
            leftMillis.put(Long.parseUnsignedLong(words[i], 16), Long.valueOf(words[i + 1]));
        }
        return new Inquiry(Long.parseLong(words[0]), Long.parseLong(words[1]), Long.parseLong(words[2]), leftMillis);
    }
}
