package io.shardhub.jakarta.internal;

import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be written by one IO thread of Undertow: one task and one wake-up serve all the connections that are written
 * to before it runs. A pipe has at most one write under way, so the pipes themselves are the links of the list; different
 * connections have no order among each other.
 */
final class UndertowLane implements Runnable {

    /* The lanes know nothing of their threads, so that threads which have ended go with their lanes. */
    private static final Map<Executor, UndertowLane> LANES = Collections.synchronizedMap(new WeakHashMap<>());

    private final AtomicReference<@Nullable UndertowPipe> waiting = new AtomicReference<>();

    /** The lane of an IO thread. */
    static UndertowLane of(Executor ioThread) {
        return LANES.computeIfAbsent(ioThread, ignored -> new UndertowLane());
    }

    /** Adds a pipe that has something to write; never blocks. */
    void add(UndertowPipe pipe, Executor ioThread) {
        UndertowPipe first;
        do {
            first = waiting.get();
            pipe.next = first;
        } while (!waiting.compareAndSet(first, pipe));
        if (first == null) { // otherwise a task is on its way
            ioThread.execute(this);
        }
    }

    @Override
    public void run() {
        UndertowPipe pipe = waiting.getAndSet(null);
        while (pipe != null) {
            UndertowPipe next = pipe.next;
            pipe.next = null; // once written the pipe may be added again
            pipe.writeNow();
            pipe = next;
        }
    }
}
