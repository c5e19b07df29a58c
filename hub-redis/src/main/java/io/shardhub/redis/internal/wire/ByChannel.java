package io.shardhub.redis.internal.wire;

import java.util.HashMap;
import java.util.Map;

/** Numbers by the hashes of channels, as words behind three others: how nodes tell each other what they published and heard. */
final class ByChannel {

    private static final int FIRST = 3;

    private ByChannel() {}

    /** The words of a payload: three and those of the numbers. */
    static String text(Object first, Object second, Object third, Map<Long, ? extends Number> numbers) {
        StringBuilder text = new StringBuilder()
                .append(first)
                .append(' ')
                .append(second)
                .append(' ')
                .append(third);
        numbers.forEach((channel, number) ->
                text.append(' ').append(Long.toHexString(channel)).append(' ').append(number));
        return text.toString();
    }

    /**
     * Splits what {@link #text} made.
     *
     * @throws IllegalArgumentException if it did not
     */
    static String[] words(String text) {
        String[] words = text.split(" ", -1);
        if (words.length < FIRST || (words.length - FIRST) % 2 != 0) {
            throw new IllegalArgumentException(
                    "words: " + words.length + " (expected: three, and two for each channel)");
        }
        return words;
    }

    /**
     * The numbers in those words.
     *
     * @throws NumberFormatException if they are none
     */
    static Map<Long, Long> numbers(String[] words) {
        Map<Long, Long> numbers = new HashMap<>();
        for (int i = FIRST; i < words.length; i += 2) {
            numbers.put(Long.parseUnsignedLong(words[i], 16), Long.valueOf(words[i + 1]));
        }
        return numbers;
    }
}
