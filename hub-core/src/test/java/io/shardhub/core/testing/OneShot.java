package io.shardhub.core.testing;

import io.shardhub.core.runtime.DutyCycle;
import io.shardhub.core.runtime.HubRuntime;
import io.shardhub.core.runtime.Loop;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A cycle that does one task and ends. */
final class OneShot implements DutyCycle {

    private final Runnable task;
    private @Nullable Loop loop;

    private OneShot(Runnable task) {
        this.task = task;
    }

    static void start(HubRuntime runtime, String role, Runnable task) {
        OneShot cycle = new OneShot(task);
        cycle.loop = runtime.start(role, cycle);
    }

    @Override
    public int doWork() {
        Objects.requireNonNull(loop).stop();
        task.run();
        return 1;
    }

    @Override
    public boolean hasWork() {
        return true;
    }

    @Override
    public long nanosUntilDue() {
        return NEVER;
    }
}
