package io.shardhub.core.soak;

import io.shardhub.core.runtime.DutyCycle;
import io.shardhub.core.runtime.HubRuntime;
import io.shardhub.core.runtime.Loop;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A runtime whose threads are real and, if told to, die by an error that gets past everything. */
final class MortalRuntime implements HubRuntime {

    private final HubRuntime threads;
    private final AtomicBoolean oneShallDie = new AtomicBoolean();

    MortalRuntime(HubRuntime threads) {
        this.threads = threads;
    }

    /** The next thread of a shard that looks for work dies of it. */
    void killOne() {
        oneShallDie.set(true);
    }

    @Override
    public long nanoTime() {
        return threads.nanoTime();
    }

    @Override
    public Loop start(String role, DutyCycle cycle) {
        return threads.start(role, role.contains("-shard-") ? new MortalCycle(cycle) : cycle);
    }

    @Override
    public @Nullable Executor virtualThreads(String role) {
        return threads.virtualThreads(role);
    }

    private final class MortalCycle implements DutyCycle {

        private final DutyCycle cycle;

        private MortalCycle(DutyCycle cycle) {
            this.cycle = cycle;
        }

        @Override
        public int doWork() {
            return oneShallDie.get() ? 0 : cycle.doWork(); // 0: so that it looks for work
        }

        @Override
        public boolean hasWork() {
            if (oneShallDie.compareAndSet(true, false)) {
                throw new LinkageError("the thread of a shard dies");
            }
            return cycle.hasWork();
        }

        @Override
        public long nanosUntilDue() {
            return cycle.nanosUntilDue();
        }

        @Override
        public boolean expectsMore() {
            return cycle.expectsMore();
        }
    }
}
