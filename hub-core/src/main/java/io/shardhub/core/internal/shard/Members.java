package io.shardhub.core.internal.shard;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The clients of one shard, dense and in no order. Owner only. */
final class Members {

    private static final int INITIAL_CAPACITY = 16;

    private @Nullable HubClient[] clients = new @Nullable HubClient[INITIAL_CAPACITY];
    private int size;

    int size() {
        return size;
    }

    HubClient get(int position) {
        return Objects.requireNonNull(clients[position]);
    }

    void add(HubClient client) {
        if (size == clients.length) {
            clients = Arrays.copyOf(clients, size * 2);
        }
        client.position = size;
        clients[size++] = client;
    }

    void remove(HubClient client) {
        HubClient last = get(--size);
        clients[client.position] = last;
        last.position = client.position;
        clients[size] = null;
        client.position = -1;
        if (size >= INITIAL_CAPACITY && size < clients.length / 4) {
            clients = Arrays.copyOf(clients, clients.length / 2);
        }
    }
}
