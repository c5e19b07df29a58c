package io.shardhub.core.testing;

import io.shardhub.core.runtime.DutyCycle;
import io.shardhub.core.runtime.HubRuntime;
import io.shardhub.core.runtime.Loop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A runtime without threads: cycles run when the test says so, on the test's thread, and time passes when the test says so.
 *
 * <p>A cycle that has nothing to do rests, as a real thread would park, and runs again when it is woken up or its timer is
 * due, never for another reason. So this runtime finds work that nobody announced ({@link #runUntilIdle} fails) and cycles
 * that never come to rest.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
public final class ManualRuntime implements HubRuntime {

    /** Portions of work after which a test has gone wrong rather than has much to do. */
    private static final int MAX_PORTIONS = 1_000_000;

    private final List<ManualLoop> loops = new ArrayList<>();
    private final @Nullable SplittableRandom random;
    private long now;
    private int next;

    /** Cycles take turns; the clock is about to run over, so that nobody gets away with comparing times. */
    public ManualRuntime() {
        this(null);
    }

    /** Cycles run in an order that the seed decides. */
    public ManualRuntime(long seed) {
        this(new SplittableRandom(seed));
    }

    private ManualRuntime(@Nullable SplittableRandom random) {
        this.random = random;
        this.now = Long.MAX_VALUE - Duration.ofSeconds(100).toNanos();
    }

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public Loop start(String role, DutyCycle cycle) {
        ManualLoop loop = new ManualLoop(role, cycle);
        loops.add(loop);
        return loop;
    }

    /** The roles of the cycles that have not ended, in the order of their start. */
    public List<String> roles() {
        return running().stream().map(loop -> loop.role).toList();
    }

    /** Runs one portion of one cycle that does not rest; false if all rest. */
    public boolean runOnce() {
        List<ManualLoop> ready =
                running().stream().filter(loop -> !loop.resting).toList();
        if (ready.isEmpty()) {
            return false;
        }
        ready.get(random == null ? next++ % ready.size() : random.nextInt(ready.size()))
                .run();
        return true;
    }

    /** Runs cycles until all rest; fails if they never do, or if one rests although it has work. */
    public void runUntilIdle() {
        int portions = 0;
        while (runOnce()) {
            if (++portions > MAX_PORTIONS) {
                throw new AssertionError("no rest after " + MAX_PORTIONS + " portions of work: " + running());
            }
        }
        for (ManualLoop loop : running()) {
            if (loop.cycle.hasWork()) {
                throw new AssertionError(loop + " rests although it has work: nobody woke it up");
            }
        }
    }

    /** Runs one cycle until it rests, whatever the others do. */
    public void runUntilIdle(String role) {
        for (ManualLoop loop : running()) {
            for (int portions = 0; loop.role.equals(role) && !loop.ended && !loop.resting; portions++) {
                loop.run();
                if (portions > MAX_PORTIONS) {
                    throw new AssertionError("no rest after " + MAX_PORTIONS + " portions of work: " + loop);
                }
            }
        }
    }

    /** Lets time pass, from timer to timer, and runs what is due on the way. */
    public void advance(Duration duration) {
        pump(() -> false, duration.toNanos());
    }

    /** Lets time pass without running anything, as a machine that sleeps does; timers are late afterwards. */
    public void skip(Duration duration) {
        now += duration.toNanos();
    }

    @Override
    public boolean await(Future<?> end, long nanos) {
        return pump(end::isDone, nanos);
    }

    private boolean pump(BooleanSupplier end, long nanos) {
        long deadline = now + nanos;
        int timers = 0;
        while (true) {
            runUntilIdle();
            if (end.getAsBoolean()) {
                return true;
            }
            if (now - deadline >= 0) {
                return false;
            }
            now = nextTimer(deadline);
            for (ManualLoop loop : running()) {
                loop.resting &= !loop.isDue(now);
            }
            if (++timers > MAX_PORTIONS) {
                throw new AssertionError("no end after " + MAX_PORTIONS + " timers: " + running());
            }
        }
    }

    private long nextTimer(long deadline) {
        long nearest = deadline - now;
        for (ManualLoop loop : running()) {
            if (loop.hasTimer) {
                nearest = Math.min(nearest, loop.dueAt - now);
            }
        }
        return now + Math.max(0, nearest);
    }

    private List<ManualLoop> running() {
        return loops.stream().filter(loop -> !loop.ended).toList();
    }

    private final class ManualLoop implements Loop {

        private final String role;
        private final DutyCycle cycle;
        private boolean resting;
        private boolean inside;
        private boolean ended;
        private boolean hasTimer;
        private long dueAt;

        private ManualLoop(String role, DutyCycle cycle) {
            this.role = role;
            this.cycle = cycle;
        }

        private void run() {
            if (inside) {
                throw new AssertionError(this + " is run by its own work");
            }
            inside = true;
            hasTimer = false;
            try {
                resting = cycle.doWork() == 0 && !cycle.hasWork();
            } finally {
                inside = false;
            }
            if (resting) {
                long nanos = cycle.nanosUntilDue();
                resting = nanos > 0;
                hasTimer = resting && nanos != DutyCycle.NEVER;
                dueAt = now + nanos;
            }
        }

        private boolean isDue(long time) {
            return hasTimer && dueAt - time <= 0;
        }

        @Override
        public boolean wakeUp() {
            boolean wasResting = resting;
            resting = false;
            return wasResting;
        }

        @Override
        public void stop() {
            ended = true;
        }

        @Override
        public boolean awaitEnd(long nanos) {
            return ended || pump(() -> ended, nanos);
        }

        @Override
        public String toString() {
            return role + (resting ? " (resting)" : " (running)");
        }
    }
}
