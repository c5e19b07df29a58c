package io.shardhub;

import io.shardhub.annotation.AnyThread;
import io.shardhub.auth.Identity;
import io.shardhub.snapshot.Books;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One connected peer.
 *
 * <p><b>Threading:</b> every method may be called from any thread and never blocks. Messages and commands that one thread
 * hands to one client take effect in that order, whether they are sent directly, to the user, to a topic or to all;
 * between threads there is no order.
 *
 * <p><b>Memory:</b> what a thread did before handing in a message happens-before the message is written.
 */
@AnyThread
public interface Client {

    /** The longest name of a topic, in chars. */
    int MAX_TOPIC_LENGTH = 256;

    /** Names this connection; unique in the hub's life and in its cluster. */
    String id();

    /** Who it is: the user and the address as the handshake established them, the rest as the last renewal did. */
    Identity identity();

    /** The user; all devices of a user share it. Short for {@code identity().userId()}. */
    default String userId() {
        return identity().userId();
    }

    /**
     * Sends a message.
     *
     * @return {@link SendResult#CLOSED} is final
     */
    SendResult send(Message message);

    /** Sends {@code data}, mapped by the hub's protocol, as a message of normal priority. */
    SendResult send(String type, @Nullable Object data);

    /**
     * Whether the peer takes several messages in one frame, if the protocol of the hub has such frames (JSON has {@code
     * hub.batch}); at first it does not. The peer asks for it by itself with {@code hub.hello}; for transports and applications that know
     * without asking.
     */
    void batch(boolean wanted);

    /**
     * Subscribes the client to a topic: it gets what this thread publishes there afterwards. Doing so twice changes nothing. What
     * other nodes publish there it gets as soon as this node hears the topic, as {@link io.shardhub.cluster.ClusterBus#subscribe}
     * says: at once if other clients here have it already, soon after if not, and when an outage is over if there is one.
     */
    SendResult subscribe(String topic);

    /** Ends a subscription: the client gets nothing of what this thread publishes there afterwards. */
    SendResult unsubscribe(String topic);

    /** The topics of the client; an estimate while (un)subscriptions are on their way. */
    Set<String> topics();

    /** The number of {@link #topics}, without copying them. */
    default int topicCount() {
        return topics().size();
    }

    /**
     * Closes the connection: accepts nothing new, delivers what waits within the drain limit, sends the close code, and
     * aborts a peer that does not answer. Idempotent; the first reason counts.
     */
    void close(CloseReason reason);

    /** Closes with a code of the table. */
    default void close(CloseCode code, String text) {
        close(CloseReason.of(code, text));
    }

    /** Whether the client still accepts messages. */
    boolean isOpen();

    /** How long ago the peer was last heard of: a message, a pong or the handshake. */
    Duration idleFor();

    /** What became of the messages for this client; an estimate while messages are on their way. */
    Books books();
}
