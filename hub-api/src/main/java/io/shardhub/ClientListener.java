package io.shardhub;

import io.shardhub.annotation.ShardThread;
import org.jspecify.annotations.Nullable;

/**
 * Hears of one client's arrival and departure, each at most once and in this order.
 *
 * <p><b>Threading:</b> the shard thread, except for a client that never got in: the thread that registered it. Must not
 * block: every client of the shard waits meanwhile. Calling the hub or the client is safe and takes effect after the method
 * returns. An exception is logged and counted and has no other effect.
 */
public interface ClientListener {

    /** Hears nothing. */
    ClientListener NONE = new ClientListener() {};

    /** What the client is sent before anything else; null for nothing. */
    @ShardThread
    default @Nullable Message greeting(Client client) {
        return null;
    }

    /** The client is registered: what is sent from now on reaches it. */
    @ShardThread
    default void registered(Client client) {}

    /** The client is gone, exactly once for every registration. */
    default void closed(Client client, CloseReason reason) {}
}
