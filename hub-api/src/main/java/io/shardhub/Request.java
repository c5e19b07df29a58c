package io.shardhub;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One message from a client and the way to answer it.
 *
 * <p>A message that carries an id gets exactly one reply: the first of {@link #reply} and {@link #fail}; if the handler
 * returns without either and did not {@linkplain #defer() defer}, an empty reply; if it throws, the error
 * {@code handler_failed}. For a message without an id {@code reply} does nothing and {@code fail} sends {@code hub.error}.
 *
 * <p><b>Threading:</b> the methods may be called from any thread, so a deferred answer may come from anywhere.
 *
 * @param <T> what the data is mapped to
 */
public interface Request<T> {

    /** Who sent it. */
    Client client();

    /** The message type. */
    String type();

    /** The id that the peer expects in the reply, if it expects one. */
    Optional<String> id();

    /** The data, mapped; null when the message has none. */
    @Nullable
    T data();

    /** Answers with {@code data}, mapped by the hub's protocol. */
    SendResult reply(@Nullable Object data);

    /** Answers with an error. */
    SendResult fail(String code, String message);

    /** Keeps the request open after the handler has returned; the application must answer it later. */
    void defer();
}
