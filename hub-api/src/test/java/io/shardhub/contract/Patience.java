package io.shardhub.contract;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits with a limit: the one way in which the suites pass time. */
final class Patience {

    /** Far more than a call needs that does not block. */
    static final Duration CALL_LIMIT = Duration.ofSeconds(2);

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private Patience() {}

    /** Waits until the condition holds; fails with what {@code otherwise} says if it does not within the limit. */
    static void until(BooleanSupplier condition, Duration limit, Supplier<String> otherwise) {
        if (!isMet(condition, limit)) {
            throw new AssertionError(otherwise.get() + " (waited " + limit + ")");
        }
    }

    /** Waits until the condition holds, or the limit is over; returns whether it holds. */
    static boolean isMet(BooleanSupplier condition, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0 || Thread.currentThread().isInterrupted()) {
                return condition.getAsBoolean();
            }
            pause();
        }
        return true;
    }

    /** Calls on a thread of its own, so that a call that blocks fails the test instead of stopping it. */
    static void timed(String name, Runnable call) throws Exception {
        FutureTask<?> task = new FutureTask<>(call, null);
        Thread caller = new Thread(task, "contract-" + name);
        caller.setDaemon(true);
        caller.start();
        try {
            task.get(CALL_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(
                    name + " has not returned within " + CALL_LIMIT + " (expected: no method blocks)", e);
        } catch (ExecutionException e) {
            throw new AssertionError(name + " threw " + e.getCause() + " (expected: it never throws)", e);
        }
    }

    /** Passes a moment before another try. */
    static void pause() {
        LockSupport.parkNanos(PAUSE_NANOS);
    }
}
