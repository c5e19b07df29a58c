package io.shardhub;

/**
 * How urgent a message is. A higher priority overtakes what still waits for a client; within one priority the order never
 * changes. Under overload the lowest priority is shed first, and {@link #CRITICAL} is never shed: a client for which
 * nothing else is left to shed is disconnected.
 */
public enum Priority {
    /** May wait a moment to travel with others, if {@code outbox.linger} is set; the first to be shed. */
    LOW,
    /** The default. */
    NORMAL,
    /** Overtakes what is normal. */
    HIGH,
    /** Overtakes everything and is never shed. */
    CRITICAL;

    /** The number of priorities; {@code ordinal()} runs from 0 (lowest) to {@code COUNT - 1}. */
    public static final int COUNT = 4;
}
