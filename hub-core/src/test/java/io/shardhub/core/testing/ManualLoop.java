package io.shardhub.core.testing;

import io.shardhub.core.runtime.DutyCycle;
import io.shardhub.core.runtime.Loop;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A loop of a {@link ManualRuntime}, which runs it and decides when. */
final class ManualLoop implements Loop {

    private final ManualRuntime runtime;

    final String role;
    final DutyCycle cycle;

    @Nullable
    SideThread side;

    boolean resting;
    boolean reserved; // while it rests
    private boolean inside;
    private boolean stopped;
    boolean dead;
    boolean hasTimer;
    long dueAt;

    ManualLoop(ManualRuntime runtime, String role, DutyCycle cycle) {
        this.runtime = runtime;
        this.role = role;
        this.cycle = cycle;
    }

    void run() {
        run(false);
    }

    /* Settles: it may rest at once, and not only when it finds nothing to do. */
    private void run(boolean settles) {
        if (inside) {
            throw new AssertionError(this + " is run by its own work");
        }
        if (runtime.isClosed()) {
            throw new IllegalStateException(this + " is run although its runtime is closed");
        }
        inside = true;
        hasTimer = false;
        reserved = false;
        if (runtime.isSideways()) {
            side = side == null ? new SideThread(role) : side;
            side.run(() -> work(settles));
        } else {
            work(settles);
        }
    }

    private void work(boolean settles) {
        try {
            resting = (cycle.doWork() == 0 || settles) && !cycle.hasWork();
        } finally {
            inside = false;
        }
        if (resting) {
            long nanos = cycle.nanosUntilDue();
            resting = nanos > 0;
            hasTimer = resting && nanos != DutyCycle.NEVER;
            dueAt = runtime.nanoTime() + nanos;
        }
    }

    boolean isHung() {
        return side != null && side.isStuck();
    }

    boolean hasEnded() {
        return dead || (stopped && !inside);
    }

    boolean canRun() {
        return !dead && !stopped && !isHung();
    }

    void release() {
        Objects.requireNonNull(side).release();
    }

    void end() {
        if (side != null) {
            try {
                if (side.isStuck()) {
                    side.release();
                }
            } finally {
                side.end();
                side.join();
            }
        }
    }

    boolean isDue(long time) {
        return hasTimer && dueAt - time <= 0;
    }

    @Override
    public boolean wakeUp() {
        boolean wasResting = resting;
        resting = false;
        reserved = false;
        return wasResting;
    }

    /** If it can; with a seed, not always. There is only one thread that could ask. */
    @Override
    public boolean reserve() {
        boolean free = resting && !inside && canRun();
        reserved |= free && runtime.happens();
        return reserved;
    }

    @Override
    public void runReserved() {
        if (reserved && canRun()) {
            run(true);
        }
        reserved = false;
    }

    @Override
    public void stop() {
        stopped = true;
    }

    @Override
    public boolean isAlive() {
        return !hasEnded();
    }

    @Override
    public boolean awaitEnd(long nanos) {
        return hasEnded() || runtime.pump(this::hasEnded, nanos);
    }

    @Override
    public String toString() {
        return role + (isHung() ? " (hung)" : resting ? " (resting)" : " (running)");
    }
}
