package io.shardhub.core.testing;

import io.shardhub.core.runtime.DutyCycle;
import io.shardhub.core.runtime.HubRuntime;
import io.shardhub.core.runtime.Loop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A runtime without threads: cycles run when the test says so, on the test's thread, and time passes when the test says so.
 *
 * <p>A cycle that has nothing to do rests, as a real thread would park, and runs again when it is woken up or its timer is
 * due, never for another reason. So this runtime finds work that nobody announced ({@link #runUntilIdle} fails) and cycles
 * that never come to rest.
 *
 * <p>It can also do what a test must not: {@linkplain #hanging block for ever} in the middle of a cycle, and {@linkplain #kill
 * lose} the thread of a loop. After the first call of {@link #hanging} every cycle runs on a thread of its own, which the test's
 * thread waits for, so that one can get stuck and the test goes on; still only one thread ever runs, and a seed gives the same run.
 *
 * <p><b>Threading:</b> one thread at a time. A runtime with calls that hang must be closed.
 */
public final class ManualRuntime implements HubRuntime, AutoCloseable {

    /** Portions of work after which a test has gone wrong rather than has much to do. */
    private static final int MAX_PORTIONS = 1_000_000;

    private static final long START = Long.MAX_VALUE - Duration.ofSeconds(100).toNanos();

    private final List<ManualLoop> loops = new ArrayList<>();
    private final @Nullable SplittableRandom random;
    private long now;
    private int next;
    private int refusals;
    private boolean sideways; // cycles run on threads of their own
    private boolean closed;
    private @Nullable AssertionError misuse; // thrown into code that may have swallowed it

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
        this.now = START;
    }

    @Override
    public long nanoTime() {
        return now;
    }

    /** 2026-01-01T00:00:00Z, and the time that has passed since. */
    @Override
    public long epochMillis() {
        return 1_767_225_600_000L + TimeUnit.NANOSECONDS.toMillis(now - START);
    }

    @Override
    public Loop start(String role, DutyCycle cycle) {
        if (refusals-- > 0) {
            throw new OutOfMemoryError("unable to create native thread");
        }
        loops.removeIf(loop -> loop.hasEnded() && loop.side == null);
        ManualLoop loop = new ManualLoop(this, role, cycle);
        loops.add(loop);
        return loop;
    }

    /** Runs each task as a cycle of its own, once. */
    @Override
    public Executor virtualThreads(String role) {
        AtomicInteger started = new AtomicInteger();
        return task -> OneShot.start(this, role + "-" + started.getAndIncrement(), task);
    }

    /** The next so many threads cannot be had. */
    public void refuse(int threads) {
        refusals = threads;
    }

    /** A call of foreign code that blocks until it is {@linkplain #release released}; whoever runs the cycle goes on. */
    public Runnable hanging() {
        sideways = true;
        return this::hang;
    }

    private void hang() {
        if (closed) {
            return;
        }
        for (ManualLoop loop : loops) {
            if (loop.side != null && loop.side.isCurrent()) {
                loop.side.hang();
                return;
            }
        }
        misuse = new AssertionError("a call hangs outside of the cycles: the test would hang itself");
        throw misuse;
    }

    /** The roles of the cycles that hang, in the order of their start. */
    public List<String> hung() {
        return alive().stream()
                .filter(ManualLoop::isHung)
                .map(loop -> loop.role)
                .toList();
    }

    /** Lets the cycles with that role that hang go on; returns when each has ended its portion of work, or hangs again. */
    public void release(String role) {
        release(loop -> loop.role.equals(role));
    }

    /** Lets all cycles that hang go on, one after the other, as {@link #release} does. */
    public void releaseAll() {
        release(loop -> true);
    }

    private void release(Predicate<ManualLoop> which) {
        alive().stream().filter(ManualLoop::isHung).filter(which).toList().forEach(ManualLoop::release);
        checkUse();
    }

    /**
     * The threads of the loops with that role die, as of an error that got past everything: they do no work any more and were not
     * stopped. One that hangs dies in the middle of its work.
     */
    public void kill(String role) {
        List<ManualLoop> dying =
                alive().stream().filter(loop -> loop.role.equals(role)).toList();
        if (dying.isEmpty()) {
            throw new IllegalArgumentException("role: " + role + " (expected: one of " + roles() + ")");
        }
        dying.forEach(loop -> loop.dead = true);
    }

    /** Lets everything go on that hangs, to the end of its portion, and ends all threads; nothing runs afterwards. */
    @Override
    public void close() {
        closed = true;
        List<Throwable> failures = new ArrayList<>();
        for (ManualLoop loop : loops) {
            try {
                loop.end();
            } catch (RuntimeException | Error e) {
                failures.add(e);
            }
        }
        checkUse();
        if (!failures.isEmpty()) {
            throw new AssertionError("cycles failed after they were released: " + failures, failures.get(0));
        }
    }

    private void checkUse() {
        if (misuse != null) {
            throw misuse;
        }
    }

    /* --------------- What the test decides --------------- */

    /** The roles of the cycles that have not ended, in the order of their start. */
    public List<String> roles() {
        return alive().stream().map(loop -> loop.role).toList();
    }

    /** Whether a thread with that role is there to do work. */
    public boolean isServed(String role) {
        return running().stream().anyMatch(loop -> loop.role.equals(role));
    }

    /** The roles of the cycles that want to run again later although nobody wakes them up. */
    public List<String> timers() {
        return running().stream()
                .filter(loop -> loop.hasTimer)
                .map(loop -> loop.role)
                .toList();
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
        checkUse();
        for (ManualLoop loop : running()) {
            if (!loop.reserved && loop.cycle.hasWork()) {
                throw new AssertionError(loop + " rests although it has work: nobody woke it up");
            }
        }
    }

    /** Runs one cycle until it rests, whatever the others do. */
    public void runUntilIdle(String role) {
        for (ManualLoop loop : running()) {
            for (int portions = 0; loop.role.equals(role) && loop.canRun() && !loop.resting; portions++) {
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

    /** Lets time pass without running anything; timers are late afterwards. */
    public void skip(Duration duration) {
        now += duration.toNanos();
    }

    @Override
    public boolean await(Future<?> end, long nanos) {
        return pump(end::isDone, nanos);
    }

    /* --------------- What its loops ask --------------- */

    boolean isClosed() {
        return closed;
    }

    /** Whether cycles run on threads of their own. */
    boolean isSideways() {
        return sideways;
    }

    /** Whether what may happen does; by the seed, or always. */
    boolean happens() {
        return random == null || random.nextBoolean();
    }

    /** Lets time pass and cycles run to that end, or for so long; whether the end has come. */
    boolean pump(BooleanSupplier end, long nanos) {
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
        return loops.stream().filter(ManualLoop::canRun).toList();
    }

    private List<ManualLoop> alive() {
        return loops.stream().filter(loop -> !loop.hasEnded()).toList();
    }
}
