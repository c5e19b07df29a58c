package io.shardhub.monitor;

import io.shardhub.Client;
import org.jspecify.annotations.Nullable;

/**
 * Which clients to list.
 *
 * @param userId only those of that user; null for all
 * @param topic only those that are subscribed to that topic; null for all
 * @param shard only those of the shard with that index; -1 for all
 * @param offset how many that match to skip, not negative
 * @param limit how many to list at most, 1 to {@link #MAX_LIMIT}
 */
public record ConnectionQuery(
        @Nullable String userId, @Nullable String topic, int shard, int offset, int limit) {

    /** The longest page. */
    public static final int MAX_LIMIT = 1_000;

    /** Checks the numbers. */
    public ConnectionQuery {
        check(shard >= -1, "shard", shard, "an index, or -1 for all");
        check(offset >= 0, "offset", offset, "not negative");
        check(limit >= 1 && limit <= MAX_LIMIT, "limit", limit, "1 to " + MAX_LIMIT);
    }

    private static void check(boolean holds, String name, int value, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + rule + ")");
        }
    }

    /** The first of all clients. */
    public static ConnectionQuery first(int limit) {
        return new ConnectionQuery(null, null, -1, 0, limit);
    }

    /** Whether a client, which is in the shard with that index, is to be listed. */
    public boolean matches(Client client, int shardOfClient) {
        return (shard == -1 || shard == shardOfClient)
                && (userId == null || userId.equals(client.userId()))
                && (topic == null || client.topics().contains(topic));
    }
}
