package io.shardhub.redis.internal.member;

import io.shardhub.cluster.NodeInfo;
import io.shardhub.cluster.NodeLoad;
import org.jspecify.annotations.Nullable;

/**
 * What a node says of itself in the register.
 *
 * @param info who it is
 * @param epoch names the life of its bus
 * @param incarnation names its life in the register
 * @param born the first incarnation of that bus
 * @param load its last report
 * @param layout how it spreads messages over Redis; nodes with different layouts do not hear each other
 */
record NodeEntry(NodeInfo info, long epoch, long incarnation, long born, NodeLoad load, String layout) {

    private static final int FIELDS = 10;

    /**
     * The part that the node itself writes.
     *
     * @param born zero if it is its first word
     */
    static String state(long born, NodeLoad load, String layout, @Nullable String url) {
        return String.join(
                "|",
                Long.toString(born),
                Integer.toString(load.clients()),
                Integer.toString(load.capacity()),
                Integer.toString(load.shards()),
                Double.toString(load.deliveries()),
                Boolean.toString(load.draining()),
                layout,
                url == null ? "" : url);
    }

    /** Reads what the register has; null if it is of a kind that this version does not know. */
    static @Nullable NodeEntry parse(String id, String text) {
        String[] words = text.split("\\|", FIELDS);
        if (words.length < FIELDS) {
            return null;
        }
        try {
            String url = words[9];
            long incarnation = Long.parseLong(words[1]);
            long born = Long.parseLong(words[2]);
            NodeLoad load = new NodeLoad(
                    Integer.parseInt(words[3]),
                    Integer.parseInt(words[4]),
                    Integer.parseInt(words[5]),
                    Double.parseDouble(words[6]),
                    Boolean.parseBoolean(words[7]));
            return new NodeEntry(
                    new NodeInfo(id, url.isEmpty() ? null : url),
                    Long.parseUnsignedLong(words[0], 16),
                    incarnation,
                    born == 0 ? incarnation : born,
                    load,
                    words[8]);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
