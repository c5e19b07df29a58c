package io.shardhub.core.testing;

import io.shardhub.core.runtime.DutyCycle;
import io.shardhub.core.runtime.HubRuntime;
import io.shardhub.core.runtime.Loop;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;

/**
 * A runtime that runs nothing, and whose clock stands still: whoever tests a race runs the cycles on threads of his own. Loops
 * have ended as soon as somebody asks.
 */
public final class StillRuntime implements HubRuntime {

    private final List<DutyCycle> cycles = new CopyOnWriteArrayList<>();

    /** The cycles in the order of their start. */
    public List<DutyCycle> cycles() {
        return cycles;
    }

    @Override
    public long nanoTime() {
        return 0;
    }

    @Override
    public Loop start(String role, DutyCycle cycle) {
        cycles.add(cycle);
        return new StillLoop();
    }

    @Override
    public boolean await(Future<?> end, long nanos) {
        return end.isDone();
    }

    private static final class StillLoop implements Loop {

        @Override
        public boolean wakeUp() {
            return true;
        }

        @Override
        public void stop() {}

        @Override
        public boolean isAlive() {
            return true;
        }

        @Override
        public boolean awaitEnd(long nanos) {
            return true;
        }
    }
}
