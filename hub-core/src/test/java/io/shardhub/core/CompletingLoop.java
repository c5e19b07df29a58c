package io.shardhub.core;

import io.shardhub.core.runtime.DutyCycle;
import io.shardhub.core.testing.ManualRuntime;
import java.time.Duration;

/** Does something again and again while a test waits for the hub. */
final class CompletingLoop implements DutyCycle {

    private final ManualRuntime runtime;
    private final long every;
    private final Runnable action;
    private long dueAt;

    private CompletingLoop(ManualRuntime runtime, long every, Runnable action) {
        this.runtime = runtime;
        this.every = every;
        this.action = action;
        this.dueAt = runtime.nanoTime() + every;
    }

    static void start(ManualRuntime runtime, Duration every, Runnable action) {
        runtime.start("test", new CompletingLoop(runtime, every.toNanos(), action));
    }

    @Override
    public int doWork() {
        if (runtime.nanoTime() - dueAt >= 0) {
            dueAt += every;
            action.run();
        }
        return 0;
    }

    @Override
    public boolean hasWork() {
        return false;
    }

    @Override
    public long nanosUntilDue() {
        return dueAt - runtime.nanoTime();
    }
}
