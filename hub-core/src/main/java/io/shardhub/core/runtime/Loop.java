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

    /**
     * Reserves the next turn of a loop that rests for the calling thread, which has just made work visible. The loop is not woken
     * up for that work then; for that of others it is, which ends the reservation. A loop may refuse always.
     *
     * @return whether the calling thread has the reservation; it must call {@link #runReserved} soon then
     */
    default boolean reserve() {
        return false;
    }

    /**
     * Runs the cycle on the thread that has {@linkplain #reserve reserved} it, for a portion or two, whoever made that work visible;
     * does nothing on one that has not, or no more.
     */
    default void runReserved() {}

    /** Ends the loop after its current portion of work, whoever does it; returns at once. Idempotent. */
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
