package io.shardhub;

/**
 * How messages of one type are handled.
 *
 * @param priority which clients' waiting messages a free worker takes first
 * @param execution where the handler runs
 */
public record HandlerOptions(Priority priority, Execution execution) {

    /** Normal priority on the worker pool. */
    public static HandlerOptions defaults() {
        return new HandlerOptions(Priority.NORMAL, Execution.POOL);
    }

    /** Quick code that never blocks, run on the thread that read the message. */
    public static HandlerOptions inline() {
        return new HandlerOptions(Priority.NORMAL, Execution.INLINE);
    }

    /** On the worker pool with another priority. */
    public HandlerOptions withPriority(Priority newPriority) {
        return new HandlerOptions(newPriority, execution);
    }
}
