package io.shardhub.core.internal.inbound;

import io.shardhub.Execution;
import io.shardhub.Priority;
import org.jspecify.annotations.Nullable;

/** Something to run in the order of its client. Says in {@link #toString} what that is, for a reader of the log. */
abstract class Task {

    private final Priority priority;
    private final Execution execution;
    private final long deadlineNanos;

    /** The one behind it in its inbox, which owns this. */
    @Nullable
    Task next;

    private long startedAt; // written by the thread that runs it, before the watch knows of it
    private boolean late; // guarded by this

    Task(Priority priority, Execution execution, long deadlineNanos) {
        this.priority = priority;
        this.execution = execution;
        this.deadlineNanos = deadlineNanos;
    }

    /** Does it; what goes wrong is not its inbox's matter. */
    abstract void run();

    /** Whether it is a message, which is counted and bounded, rather than an event. */
    abstract boolean isMessage();

    /** What it takes of the credit of its client, beside being one: the size of the message. */
    abstract int bytes();

    /** It is not run any more. */
    abstract void drop(Fault cause);

    Priority priority() {
        return priority;
    }

    Execution execution() {
        return execution;
    }

    long deadlineNanos() {
        return deadlineNanos;
    }

    /** It is about to run. */
    void begin(long now) {
        startedAt = now;
    }

    /** How long it has run. */
    long runningFor(long now) {
        return now - startedAt;
    }

    /** It has run for so long. */
    void ran(long nanos) {}

    /** Whether it has run past its deadline by now, and nobody has noticed before. */
    boolean isNewlyLate(long now) {
        return runningFor(now) > deadlineNanos && markLate();
    }

    private synchronized boolean markLate() {
        boolean first = !late;
        late = true;
        return first;
    }
}
