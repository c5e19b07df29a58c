package io.shardhub;

/** The life of a hub, in this order and never back. */
public enum HubState {
    /** Built; owns no thread, accepts nothing. */
    NEW,
    /** Accepts connections and messages. */
    RUNNING,
    /**
     * Refuses connections and what peers send, lets handlers come to their end, then refuses all messages, delivers what waits,
     * and closes its clients, each after a hint to reconnect and spread over {@link io.shardhub.options.ClosingOptions#spread}.
     */
    DRAINING,
    /** All clients closed, all threads gone. */
    STOPPED
}
