package io.shardhub.redis.internal.wire;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A place in a log, as Redis names it.
 *
 * @param millis Redis' clock
 * @param sequence counts within the millisecond
 */
public record LogId(long millis, long sequence) implements Comparable<LogId> {

    /** Before everything. */
    public static final LogId START = new LogId(0, 0);

    /** Ends the place at the beginning of what is published. */
    public static final byte END = '|';

    private static final Comparator<LogId> ORDER =
            Comparator.comparingLong(LogId::millis).thenComparingLong(LogId::sequence);

    /** Reads {@code millis-sequence}; null if it is something else. */
    public static @Nullable LogId parse(byte[] bytes, int length) {
        String[] words = new String(bytes, 0, length, StandardCharsets.US_ASCII).split("-", -1);
        try {
            return words.length == 2 ? new LogId(Long.parseLong(words[0]), Long.parseLong(words[1])) : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** How many bytes at the beginning of what was published are its place; zero if there is none. */
    public static int lengthIn(byte[] content) {
        int at = 0;
        while (at < content.length && (content[at] == '-' || (content[at] >= '0' && content[at] <= '9'))) {
            at++;
        }
        return at > 0 && at < content.length && content[at] == END ? at : 0;
    }

    @Override
    public int compareTo(LogId other) {
        return ORDER.compare(this, other);
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return millis + "-" + sequence;
    }
}
