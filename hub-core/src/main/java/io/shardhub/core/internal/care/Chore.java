package io.shardhub.core.internal.care;

import io.shardhub.event.HubEvent;
import java.util.function.Consumer;

/** Something that the caretaker looks after besides the shards, on its thread. */
public interface Chore {

    /** Looks after it, and tells what has happened. */
    void check(long now, Consumer<HubEvent> events);

    /** Whether {@link #check} would find something to do that was asked for since. */
    boolean hasWork();

    /** Nanoseconds until {@link #check} must be called even if nobody asks. */
    long nanosUntilDue(long now);
}
