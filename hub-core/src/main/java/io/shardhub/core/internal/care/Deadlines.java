package io.shardhub.core.internal.care;

import io.shardhub.annotation.AnyThread;
import io.shardhub.core.runtime.HubRuntime;
import io.shardhub.event.HubEvent;
import io.shardhub.log.NodeLog;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** What the caretaker does when its time has come; a few things for each client, given up when they are not needed any more. */
@AnyThread
public final class Deadlines implements Chore {

    private static final Logger LOG = LoggerFactory.getLogger(Deadlines.class);

    private final String node;
    private final NodeLog log;
    private final ConcurrentSkipListSet<Deadline> waiting = new ConcurrentSkipListSet<>();
    private final AtomicLong lastNumber = new AtomicLong();
    private volatile Runnable wakeUp = () -> {};

    /** Something that will be done. */
    public static final class Deadline implements Comparable<Deadline> {

        private final long at;
        private final long number; // tells apart what is due at the same time
        private final Runnable action;

        private Deadline(long at, long number, Runnable action) {
            this.at = at;
            this.number = number;
            this.action = action;
        }

        @Override
        @SuppressWarnings("ComparableAndEquals") // one is equal to itself only
        public int compareTo(Deadline other) {
            int byTime = Long.signum(at - other.at);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    /** Nothing waits yet. */
    public Deadlines(String node, HubRuntime runtime) {
        this.node = node;
        this.log = new NodeLog(LOG, node, runtime::nanoTime);
    }

    /** Says how the caretaker is woken up. */
    public void wakeBy(Runnable newWakeUp) {
        wakeUp = newWakeUp;
    }

    /** Has that done on the caretaker's thread at that time, in nanoseconds of the hub's clock; it must not block. */
    public Deadline at(long nanos, Runnable action) {
        Deadline deadline = new Deadline(nanos, lastNumber.incrementAndGet(), action);
        waiting.add(deadline);
        if (isNext(deadline)) {
            wakeUp.run();
        }
        return deadline;
    }

    private boolean isNext(Deadline deadline) {
        for (Deadline first : waiting) {
            return first == deadline;
        }
        return false;
    }

    /** It is not needed any more; it may just be done. */
    public void cancel(Deadline deadline) {
        waiting.remove(deadline);
    }

    @Override
    public void check(long now, Consumer<HubEvent> events) {
        for (Deadline next : waiting) {
            if (next.at - now > 0) {
                return;
            }
            if (waiting.remove(next)) {
                try {
                    next.action.run();
                } catch (RuntimeException | Error e) { // a protocol of the application's own, perhaps
                    log.line(Level.ERROR, "deadline_failed")
                            .setCause(e)
                            .log("hub {}: what was due could not be done", node);
                }
            }
        }
    }

    @Override
    public boolean hasWork() {
        return false;
    }

    @Override
    public long nanosUntilDue(long now) {
        for (Deadline first : waiting) {
            return first.at - now;
        }
        return Long.MAX_VALUE;
    }
}
