package io.shardhub.redis.internal.wire;

import java.util.HashMap;
import java.util.Map;

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
        return ByChannel.text(after, before, complete, counts);
    }

    /**
     * Reads what {@link #text} wrote.
     *
     * @throws IllegalArgumentException if it did not
     */
    public static Tally parse(String text) {
        String[] words = ByChannel.words(text);
        Map<Long, Integer> counts = new HashMap<>();
        ByChannel.numbers(words).forEach((channel, count) -> counts.put(channel, Math.toIntExact(count)));
        return new Tally(Long.parseLong(words[0]), Long.parseLong(words[1]), Boolean.parseBoolean(words[2]), counts);
    }
}
