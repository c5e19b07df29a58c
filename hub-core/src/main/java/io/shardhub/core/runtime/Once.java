package io.shardhub.core.runtime;

import org.jspecify.annotations.Nullable;

/** A task that is run once, after which its loop ends. */
final class Once implements DutyCycle {

    private final Runnable task;
    private volatile @Nullable Loop loop;
    private boolean done;

    Once(Runnable task) {
        this.task = task;
    }

    /** Names the loop that runs this. */
    void runBy(Loop self) {
        loop = self;
        self.wakeUp();
    }

    @Override
    public int doWork() {
        if (!done) {
            done = true;
            task.run();
        }
        Loop self = loop;
        if (self != null) {
            self.stop();
        }
        return 0;
    }

    @Override
    public boolean hasWork() {
        return !done || loop != null;
    }

    @Override
    public long nanosUntilDue() {
        return NEVER;
    }
}
