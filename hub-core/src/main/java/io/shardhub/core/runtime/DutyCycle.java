package io.shardhub.core.runtime;

/** Work that comes in portions and is always done by one thread at a time. */
public interface DutyCycle {

    /** A cycle with nothing left to do and no timer waits until it is woken up. */
    long NEVER = Long.MAX_VALUE;

    /**
     * Does a bounded portion of what there is to do.
     *
     * @return how much was done; 0 means that there was nothing
     */
    int doWork();

    /** Whether {@link #doWork} would find something to do now. */
    boolean hasWork();

    /** Nanoseconds until {@link #doWork} must be called even if nobody wakes the loop up; {@link #NEVER} for never. */
    long nanosUntilDue();

    /**
     * Whether more is likely to come at once after some work was done, for this loop and for no other: it then looks for it
     * a moment longer before it parks.
     */
    default boolean expectsMore() {
        return false;
    }
}
