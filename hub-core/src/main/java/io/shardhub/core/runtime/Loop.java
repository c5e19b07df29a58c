package io.shardhub.core.runtime;

import io.shardhub.annotation.AnyThread;

/** Something that runs a {@link DutyCycle} over and over, and rests while there is nothing to do. */
@AnyThread
public interface Loop {

    /**
     * Makes sure that work which was made visible before this call is noticed. Costs one volatile read unless the loop rests.
     *
     * @return whether the loop was resting
     */
    boolean wakeUp();

    /** Ends the loop after its current portion of work; returns at once. Idempotent. */
    void stop();

    /** Whether the loop can still run its cycle: it has neither ended nor died of an error. What it did happens-before a no. */
    boolean isAlive();

    /**
     * Waits for the end of a stopped loop.
     *
     * @return whether it has ended within {@code nanos}
     */
    boolean awaitEnd(long nanos);
}
