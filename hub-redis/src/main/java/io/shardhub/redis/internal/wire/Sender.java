package io.shardhub.redis.internal.wire;

import org.jspecify.annotations.Nullable;

/**
 * Who a node is for others on the bus.
 *
 * @param nodeId the node
 * @param epoch a random number that names this life of its bus
 */
public record Sender(String nodeId, long epoch) {

    /** As {@link #parse} reads it. */
    public String text() {
        return epoch + " " + nodeId;
    }

    /** Reads what {@link #text} wrote; null if it is something else. */
    public static @Nullable Sender parse(String text) {
        String[] words = text.split(" ", 2);
        try {
            return words.length == 2 ? new Sender(words[1], Long.parseLong(words[0])) : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
