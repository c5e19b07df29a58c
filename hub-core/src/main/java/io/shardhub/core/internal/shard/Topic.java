package io.shardhub.core.internal.shard;

import io.shardhub.Client;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The takers of one topic in one shard, dense and in no order. Owner only. */
final class Topic {

    private static final int INITIAL_CAPACITY = 4;

    final String name;
    private @Nullable Subscription[] takers = new @Nullable Subscription[INITIAL_CAPACITY];
    private int size;

    Topic(String name) {
        this.name = name;
    }

    /** Refuses what cannot be a topic. */
    static void check(String topic) {
        if (topic.isEmpty() || topic.length() > Client.MAX_TOPIC_LENGTH) {
            throw new IllegalArgumentException(
                    "topic: " + topic.length() + " chars (expected: 1 to " + Client.MAX_TOPIC_LENGTH + ")");
        }
    }

    int size() {
        return size;
    }

    HubClient client(int position) {
        return Objects.requireNonNull(takers[position]).client;
    }

    void add(Subscription subscription) {
        if (size == takers.length) {
            takers = Arrays.copyOf(takers, size * 2);
        }
        subscription.position = size;
        takers[size++] = subscription;
    }

    void remove(Subscription subscription) {
        Subscription last = Objects.requireNonNull(takers[--size]);
        takers[subscription.position] = last;
        last.position = subscription.position;
        takers[size] = null;
        if (size >= INITIAL_CAPACITY && size < takers.length / 4) {
            takers = Arrays.copyOf(takers, takers.length / 2);
        }
    }
}
