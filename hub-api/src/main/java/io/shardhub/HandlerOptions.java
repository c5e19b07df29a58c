package io.shardhub;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How messages of one type are handled.
 *
 * @param priority whose waiting messages a free thread takes first
 * @param execution where the handler runs
 * @param deadline a handler that runs for longer is reported and counted, and goes on: 1 ms to 1 h; null for that of the hub
 * @param access which clients may send such messages; the others get {@code forbidden}
 */
public record HandlerOptions(
        Priority priority, Execution execution, @Nullable Duration deadline, ClientRule access) {

    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofHours(1);

    /** Checks the deadline. */
    public HandlerOptions {
        if (deadline != null && (deadline.compareTo(SHORTEST) < 0 || deadline.compareTo(LONGEST) > 0)) {
            throw new IllegalArgumentException(
                    "deadline: " + deadline + " (expected: " + SHORTEST + " to " + LONGEST + ")");
        }
    }

    /** Normal priority on the worker pool. */
    public static HandlerOptions defaults() {
        return new HandlerOptions(Priority.NORMAL, Execution.POOL, null, ClientRule.ANYBODY);
    }

    /** Quick code that never blocks, run on the thread that read the message. */
    public static HandlerOptions inline() {
        return new HandlerOptions(Priority.NORMAL, Execution.INLINE, null, ClientRule.ANYBODY);
    }

    /** Code that blocks for long, run on a virtual thread; refused on a JDK without them. */
    public static HandlerOptions virtual() {
        return new HandlerOptions(Priority.NORMAL, Execution.VIRTUAL, null, ClientRule.ANYBODY);
    }

    /** With another priority. */
    public HandlerOptions withPriority(Priority newPriority) {
        return new HandlerOptions(newPriority, execution, deadline, access);
    }

    /** With a deadline of its own. */
    public HandlerOptions withDeadline(Duration newDeadline) {
        return new HandlerOptions(priority, execution, newDeadline, access);
    }

    /** For those clients only, such as {@link ClientRule#role}. */
    public HandlerOptions withAccess(ClientRule newAccess) {
        return new HandlerOptions(priority, execution, deadline, newAccess);
    }
}
