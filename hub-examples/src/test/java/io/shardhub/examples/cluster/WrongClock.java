package io.shardhub.examples.cluster;

import io.shardhub.core.runtime.DutyCycle;
import io.shardhub.core.runtime.HubRuntime;
import io.shardhub.core.runtime.Loop;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Real threads, and a clock on the wall that is wrong. */
record WrongClock(Duration offset) implements HubRuntime {

    @Override
    public long nanoTime() {
        return HubRuntime.threads().nanoTime();
    }

    @Override
    public long epochMillis() {
        return HubRuntime.threads().epochMillis() + offset.toMillis();
    }

    @Override
    public Loop start(String role, DutyCycle cycle) {
        return HubRuntime.threads().start(role, cycle);
    }

    @Override
    public @Nullable Executor virtualThreads(String role) {
        return HubRuntime.threads().virtualThreads(role);
    }
}
