package io.shardhub;

/**
 * Application code for one message type.
 *
 * <p><b>Threading:</b> a worker thread, a virtual thread or the connection's own thread, as {@link Execution} says. Messages of
 * one client are handled in arrival order, one at a time, wherever each runs; of different clients in parallel.
 *
 * <p>An exception costs this message only: it is logged and counted, and the peer gets the error {@code handler_failed}. A
 * handler that runs past its deadline is logged once, while it runs, and counted; it is not interrupted.
 *
 * @param <T> what the data of the message is mapped to
 */
@FunctionalInterface
public interface MessageHandler<T> {

    /** Handles one message; the request gives the client, the data and the way to answer. */
    void handle(Request<T> request) throws Exception;
}
