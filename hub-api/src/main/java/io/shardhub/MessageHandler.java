package io.shardhub;

/**
 * Application code for one message type.
 *
 * <p><b>Threading:</b> a worker thread, or the connection's own thread when registered as quick
 * ({@link Execution#INLINE}). Messages of one client are handled in arrival order, one at a time; of different clients in
 * parallel.
 *
 * <p>An exception costs this message only: it is logged and counted, and the peer gets the error {@code handler_failed}.
 *
 * @param <T> what the data of the message is mapped to
 */
@FunctionalInterface
public interface MessageHandler<T> {

    /** Handles one message; the request gives the client, the data and the way to answer. */
    void handle(Request<T> request) throws Exception;
}
