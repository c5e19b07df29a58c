package io.shardhub.redis.internal.wire;

import java.util.HashMap;
import java.util.Map;
import java.util.StringJoiner;

/**
 * How many messages a node published for each channel, between two numbers of its own.
 *
 * @param after behind that number
 * @param before as the question had it; zero for up to the answer
 * @param complete whether the node remembers all of them
 * @param counts messages by hash of the channel
 */
public record Tally(long after, long before, boolean complete, Map<Long, Integer> counts) {

    /** As the payload of an answer. */
    public String text() {
        StringJoiner text = new StringJoiner(" ");
        text.add(Long.toString(after)).add(Long.toString(before)).add(Boolean.toString(complete));
        counts.forEach((channel, count) -> text.add(Long.toHexString(channel)).add(Integer.toString(count)));
        return text.toString();
    }

    /**
     * Reads what {@link #text} wrote.
     *
     * @throws IllegalArgumentException if it did not
     */
    public static Tally parse(String text) {
        String[] words = text.split(" ", -1);
        if (words.length < 3 || words.length % 2 == 0) {
            throw new IllegalArgumentException("tally: " + text);
        }
        Map<Long, Integer> counts = new HashMap<>();
        for (int i = 3; i < words.length; i += 2) {
            counts.put(Long.parseUnsignedLong(words[i], 16), Integer.valueOf(words[i + 1]));
        }
        return new Tally(Long.parseLong(words[0]), Long.parseLong(words[1]), Boolean.parseBoolean(words[2]), counts);
    }
}
