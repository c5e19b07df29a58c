package io.shardhub.monitor;

import io.shardhub.Client;
import io.shardhub.snapshot.Books;
import java.time.Duration;
import java.util.List;

/**
 * One client now, without what may be secret: its attributes and its address are left out.
 *
 * @param id the client
 * @param userId its user
 * @param shard the index of its shard
 * @param open whether it still takes messages
 * @param idle how long nothing was heard of it
 * @param topicCount how many topics it takes
 * @param topics the first {@link #MAX_TOPICS} of them by name
 * @param books what became of the messages for it
 */
public record ConnectionSnapshot(
        String id,
        String userId,
        int shard,
        boolean open,
        Duration idle,
        int topicCount,
        List<String> topics,
        Books books) {

    /** Topics that are listed of one client. */
    public static final int MAX_TOPICS = 20;

    /** Copies the list. */
    public ConnectionSnapshot {
        topics = List.copyOf(topics);
    }

    /** A client that is in the shard with that index. */
    public static ConnectionSnapshot of(Client client, int shard) {
        return new ConnectionSnapshot(
                client.id(),
                client.userId(),
                shard,
                client.isOpen(),
                client.idleFor(),
                client.topicCount(),
                client.topics().stream().sorted().limit(MAX_TOPICS).toList(),
                client.books());
    }
}
