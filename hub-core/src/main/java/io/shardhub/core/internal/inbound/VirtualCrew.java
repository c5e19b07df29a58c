package io.shardhub.core.internal.inbound;

import io.shardhub.annotation.AnyThread;
import io.shardhub.log.NodeLog;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.event.Level;

/** Runs inboxes on virtual threads, a bounded number at the same time; a thread ends when none waits. */
@AnyThread
final class VirtualCrew {

    private final Executor threads;
    private final int maxThreads;
    private final Lanes lanes;
    private final Consumer<Inbox> turn;
    private final NodeLog failures;
    private final AtomicInteger places = new AtomicInteger(); // taken by threads

    /** A crew that takes inboxes from those lanes and does {@code turn} with each; it must not throw. */
    VirtualCrew(Executor threads, int maxThreads, Lanes lanes, Consumer<Inbox> turn, NodeLog failures) {
        this.threads = threads;
        this.maxThreads = maxThreads;
        this.lanes = lanes;
        this.turn = turn;
        this.failures = failures;
    }

    /** Sees to it that what waits in the lanes is run. */
    void wakeUp() {
        int taken;
        do {
            taken = places.get();
            if (taken >= maxThreads || lanes.isEmpty()) {
                return;
            }
        } while (!places.compareAndSet(taken, taken + 1));
        try {
            threads.execute(this::work);
        } catch (Throwable e) { // no memory for it; the next one that waits tries again
            places.decrementAndGet();
            failures.line(Level.ERROR, "no_thread").setCause(e).log("no virtual thread for a message that waits");
        }
    }

    /* A thread gives its place back and then looks once more, whereas others add to the lanes and then look for a place: one of
     * the two sees the other. */
    private void work() {
        Lanes.Taker taker = lanes.new Taker();
        for (Inbox inbox = taker.take(); inbox != null; inbox = taker.take()) {
            turn.accept(inbox);
        }
        places.decrementAndGet();
        wakeUp();
    }
}
