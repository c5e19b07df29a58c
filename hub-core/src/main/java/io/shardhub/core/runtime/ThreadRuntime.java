package io.shardhub.core.runtime;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Gives every cycle a thread of its own. */
final class ThreadRuntime implements HubRuntime {

    static final ThreadRuntime INSTANCE = new ThreadRuntime();

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Loop start(String role, DutyCycle cycle) {
        ThreadLoop loop = new ThreadLoop(role, cycle);
        loop.start();
        return loop;
    }

    @Override
    public @Nullable Executor virtualThreads(String role) {
        return VirtualThreads.executor(role);
    }
}
