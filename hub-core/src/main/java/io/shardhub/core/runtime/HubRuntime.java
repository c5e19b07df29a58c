package io.shardhub.core.runtime;

import io.shardhub.annotation.AnyThread;

/** Where the hub gets time and threads from. */
@AnyThread
public interface HubRuntime {

    /** Real threads and the system's clock. */
    static HubRuntime threads() {
        return ThreadRuntime.INSTANCE;
    }

    /** A monotonic clock in nanoseconds, as {@link System#nanoTime}. */
    long nanoTime();

    /** Starts to run a cycle; {@code role} names its thread. */
    Loop start(String role, DutyCycle cycle);
}
