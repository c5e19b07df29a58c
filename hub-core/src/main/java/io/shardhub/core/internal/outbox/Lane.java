package io.shardhub.core.internal.outbox;

import io.shardhub.Message;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The waiting messages of one priority in their order, each with its size and the time since when it waits. Owner only. */
final class Lane {

    private static final int INITIAL_CAPACITY = 4;

    private @Nullable Message[] messages = new @Nullable Message[INITIAL_CAPACITY];
    private int[] sizes = new int[INITIAL_CAPACITY];
    private long[] since = new long[INITIAL_CAPACITY];
    private int head;
    private int size;
    private int bytes;
    private boolean ageOrdered = true; // until a message takes the place of an older one

    int size() {
        return size;
    }

    /** The size of all messages together. */
    int bytes() {
        return bytes;
    }

    void add(Message message, int messageBytes, long now) {
        if (size == messages.length) {
            grow();
        }
        set(slot(size++), message, messageBytes, now);
        bytes += messageBytes;
    }

    Message peek() {
        return Objects.requireNonNull(messages[head]);
    }

    int peekBytes() {
        return sizes[head];
    }

    /** How long the first message has waited. */
    long firstNanos(long now) {
        return now - since[head];
    }

    Message poll() {
        Message message = peek();
        messages[head] = null;
        bytes -= sizes[head];
        head = slot(1);
        shrinkTo(size - 1);
        return message;
    }

    /** The position of the message with that key, counted from the first; -1 if there is none. */
    int find(String key) {
        for (int i = size - 1; i >= 0; i--) {
            if (key.equals(Objects.requireNonNull(messages[slot(i)]).key())) {
                return i;
            }
        }
        return -1;
    }

    int bytesAt(int position) {
        return sizes[slot(position)];
    }

    /** A newer message takes that place; it is as young as it is. */
    void replace(int position, Message message, int messageBytes, long now) {
        bytes += messageBytes - bytesAt(position);
        set(slot(position), message, messageBytes, now);
        ageOrdered &= position == size - 1;
    }

    void remove(int position) {
        bytes -= bytesAt(position);
        for (int i = position; i < size - 1; i++) {
            move(i + 1, i);
        }
        messages[slot(size - 1)] = null;
        shrinkTo(size - 1);
    }

    /** Removes what has waited longer; returns how many. */
    int expire(long now, long maxAge) {
        int before = size;
        if (ageOrdered) {
            while (size > 0 && now - since[head] > maxAge) {
                poll();
            }
            return before - size;
        }
        int kept = 0;
        for (int i = 0; i < before; i++) {
            if (now - since[slot(i)] > maxAge) {
                bytes -= bytesAt(i);
            } else {
                move(i, kept++);
            }
        }
        for (int i = kept; i < before; i++) {
            messages[slot(i)] = null;
        }
        shrinkTo(kept);
        return before - kept;
    }

    private void shrinkTo(int newSize) {
        size = newSize;
        ageOrdered |= newSize == 0;
    }

    private int slot(int position) {
        return (head + position) & (messages.length - 1);
    }

    private void set(int slot, @Nullable Message message, int messageBytes, long time) {
        messages[slot] = message;
        sizes[slot] = messageBytes;
        since[slot] = time;
    }

    private void move(int from, int to) {
        int slot = slot(from);
        set(slot(to), messages[slot], sizes[slot], since[slot]);
    }

    private void grow() {
        @Nullable Message[] oldMessages = messages;
        int[] oldSizes = sizes;
        long[] oldSince = since;
        messages = new @Nullable Message[size * 2];
        sizes = new int[size * 2];
        since = new long[size * 2];
        for (int i = 0; i < size; i++) {
            int slot = (head + i) & (size - 1);
            set(i, oldMessages[slot], oldSizes[slot], oldSince[slot]);
        }
        head = 0;
    }
}
