package io.shardhub.core.internal.care;

import io.shardhub.core.runtime.DutyCycle;
import io.shardhub.event.HubEvent;
import java.util.List;
import java.util.function.Consumer;

/** Something that the caretaker looks after besides the shards, on its thread. */
public interface Chore {

    /** Nothing. */
    Chore NONE = all(List.of());

    /** All of them, one after the other. */
    static Chore all(List<Chore> chores) {
        return new Chore() {
            @Override
            public void check(long now, Consumer<HubEvent> events) {
                chores.forEach(chore -> chore.check(now, events));
            }

            @Override
            public boolean hasWork() {
                return chores.stream().anyMatch(Chore::hasWork);
            }

            @Override
            public long nanosUntilDue(long now) {
                long due = DutyCycle.NEVER;
                for (Chore chore : chores) {
                    due = Math.min(due, chore.nanosUntilDue(now));
                }
                return due;
            }
        };
    }

    /** Looks after it, and tells what has happened. */
    void check(long now, Consumer<HubEvent> events);

    /** Whether {@link #check} would find something to do that was asked for since. */
    boolean hasWork();

    /** Nanoseconds until {@link #check} must be called even if nobody asks. */
    long nanosUntilDue(long now);
}
