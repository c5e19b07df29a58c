package io.shardhub.core.internal.inbound;

import io.shardhub.Priority;
import io.shardhub.annotation.AnyThread;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Counts the messages of all clients that wait for their handler, and bounds them. Events are waved through. */
@AnyThread
final class QueueBound {

    private final int capacity;
    private final AtomicInteger waiting = new AtomicInteger();
    private final Map<Priority, LongAdder> byPriority = new EnumMap<>(Priority.class);

    QueueBound(int capacity) {
        this.capacity = capacity;
        for (Priority priority : Priority.values()) {
            byPriority.put(priority, new LongAdder());
        }
    }

    /** Counts a task that is about to wait; false if there is no room for it. */
    boolean enter(Task task) {
        if (task.isMessage()) {
            if (waiting.incrementAndGet() > capacity) {
                waiting.decrementAndGet();
                return false;
            }
            of(task).increment();
        }
        return true;
    }

    /** A task waits no more. */
    void leave(Task task) {
        if (task.isMessage()) {
            waiting.decrementAndGet();
            of(task).decrement();
        }
    }

    @SuppressWarnings("NullAway") // every priority has one
    private LongAdder of(Task task) {
        return byPriority.get(task.priority());
    }

    /** How many wait, by priority. */
    Map<Priority, Long> waiting() {
        Map<Priority, Long> counts = new EnumMap<>(Priority.class);
        byPriority.forEach((priority, count) -> counts.put(priority, count.sum()));
        return counts;
    }
}
