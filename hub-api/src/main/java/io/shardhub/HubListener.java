package io.shardhub;

/**
 * Hears of clients that come and go.
 *
 * <p><b>Threading:</b> a worker thread. For one client the calls are ordered with its messages: {@code connected}, then its
 * handlers one after the other, then {@code disconnected}; they never overlap. For different clients they do. An exception
 * is logged and counted and has no other effect.
 */
public interface HubListener {

    /** A client has arrived; its messages are handled after this method returns. */
    default void connected(Client client) {}

    /**
     * A client has left, exactly once for every client that was {@link #connected}, after its last handler; only a handler that
     * does not come to its end while the hub drains keeps this from being called.
     */
    default void disconnected(Client client, CloseReason reason) {}
}
