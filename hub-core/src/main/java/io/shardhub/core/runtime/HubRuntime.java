package io.shardhub.core.runtime;

import io.shardhub.annotation.AnyThread;
import java.time.Instant;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Where the hub gets time and threads from. */
@AnyThread
public interface HubRuntime {

    /** Real threads and the system's clock. */
    static HubRuntime threads() {
        return ThreadRuntime.INSTANCE;
    }

    /** A monotonic clock in nanoseconds, as {@link System#nanoTime}. */
    long nanoTime();

    /** The time of the wall, in milliseconds since 1970, as {@link System#currentTimeMillis}. */
    default long epochMillis() {
        return System.currentTimeMillis();
    }

    /** The time of day, which credentials go by. */
    default Instant instant() {
        return Instant.ofEpochMilli(epochMillis());
    }

    /** Starts to run a cycle; {@code role} names its thread. */
    Loop start(String role, DutyCycle cycle);

    /** Runs each task on a virtual thread of its own, named after {@code role} and numbered; null if there are none. */
    default @Nullable Executor virtualThreads(String role) {
        return null;
    }

    /** The name of the thread that calls this. */
    default String threadName() {
        return Thread.currentThread().getName();
    }

    /** Runs a task that may hang, beside everything else; {@code role} names its thread. */
    default void startOnce(String role, Runnable task) {
        Once once = new Once(task);
        once.runBy(start(role, once));
    }

    /**
     * Waits until {@code end} has completed, in whatever way; the only place where a hub blocks. An interruption does not cut
     * the wait short and is passed on afterwards.
     *
     * @return whether it has completed within {@code nanos}
     */
    default boolean await(Future<?> end, long nanos) {
        long deadline = System.nanoTime() + nanos;
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    end.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                    return true;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (TimeoutException e) {
                    return false;
                } catch (ExecutionException | CancellationException e) {
                    return true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
