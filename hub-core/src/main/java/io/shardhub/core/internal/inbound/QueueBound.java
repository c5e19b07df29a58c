package io.shardhub.core.internal.inbound;

import io.shardhub.Priority;
import io.shardhub.annotation.AnyThread;
import io.shardhub.options.CreditOptions;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the messages of all clients that wait for their handler, and bounds them. Events are waved through. */
@AnyThread
final class QueueBound {

    private final int maxMessages;
    private final long maxBytes;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicInteger[] waiting = new AtomicInteger[Priority.COUNT];

    QueueBound(CreditOptions credit) {
        this.maxMessages = credit.hubMessages();
        this.maxBytes = credit.hubBytes();
        for (int i = 0; i < Priority.COUNT; i++) {
            waiting[i] = new AtomicInteger();
        }
    }

    /** Counts a task that is about to wait; false if there is no room for it. */
    boolean enter(Task task) {
        if (task.isMessage()) {
            of(task).incrementAndGet();
            long bytesWithIt = bytes.addAndGet(task.bytes());
            if (sum() > maxMessages || bytesWithIt > maxBytes) {
                leave(task);
                return false;
            }
        }
        return true;
    }

    /* Of all tasks that wait at an instant one was counted last, and who counted it has seen all the others here: so never more
     * wait than may. Several at once may refuse each other the last place. */
    private int sum() {
        int sum = 0;
        for (AtomicInteger count : waiting) {
            sum += count.get();
        }
        return sum;
    }

    /** A task waits no more. */
    void leave(Task task) {
        if (task.isMessage()) {
            of(task).decrementAndGet();
            bytes.addAndGet(-task.bytes());
        }
    }

    private AtomicInteger of(Task task) {
        return waiting[task.priority().ordinal()];
    }

    /** How many wait, by priority. */
    Map<Priority, Long> waiting() {
        Map<Priority, Long> counts = new EnumMap<>(Priority.class);
        for (Priority priority : Priority.values()) {
            counts.put(priority, (long) waiting[priority.ordinal()].get());
        }
        return counts;
    }

    /** The size of all that wait. */
    long bytes() {
        return bytes.get();
    }
}
