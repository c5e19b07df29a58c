package io.shardhub.core.internal.outbox;

import io.shardhub.Message;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The waiting messages of one priority, oldest first, each with the time since when it waits. Owner only. */
final class Lane {

    private static final int INITIAL_CAPACITY = 4;

    private @Nullable Message[] messages = new @Nullable Message[INITIAL_CAPACITY];
    private long[] since = new long[INITIAL_CAPACITY];
    private int head;
    private int size;

    int size() {
        return size;
    }

    void add(Message message, long now) {
        if (size == messages.length) {
            grow();
        }
        int slot = slot(size++);
        messages[slot] = message;
        since[slot] = now;
    }

    Message peek() {
        return get(0);
    }

    long waitingSince() {
        return since[head];
    }

    Message poll() {
        Message message = get(0);
        messages[head] = null;
        head = slot(1);
        size--;
        return message;
    }

    /** The position of the message with that key, counted from the oldest; -1 if there is none. */
    int find(String key) {
        for (int i = size - 1; i >= 0; i--) {
            if (key.equals(get(i).key())) {
                return i;
            }
        }
        return -1;
    }

    Message get(int position) {
        return Objects.requireNonNull(messages[slot(position)]);
    }

    void replace(int position, Message message, long now) {
        messages[slot(position)] = message;
        since[slot(position)] = now;
    }

    void remove(int position) {
        for (int i = position; i < size - 1; i++) {
            messages[slot(i)] = messages[slot(i + 1)];
            since[slot(i)] = since[slot(i + 1)];
        }
        messages[slot(--size)] = null;
    }

    private int slot(int position) {
        return (head + position) & (messages.length - 1);
    }

    private void grow() {
        @Nullable Message[] grownMessages = new @Nullable Message[messages.length * 2];
        long[] grownSince = new long[grownMessages.length];
        for (int i = 0; i < size; i++) {
            grownMessages[i] = messages[slot(i)];
            grownSince[i] = since[slot(i)];
        }
        messages = grownMessages;
        since = grownSince;
        head = 0;
    }
}
