package io.shardhub;

import io.shardhub.annotation.AnyThread;
import io.shardhub.auth.Identity;
import io.shardhub.snapshot.HubSnapshot;
import io.shardhub.transport.Connection;
import io.shardhub.transport.Registration;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Holds clients and delivers messages to one user, to the takers of a topic, or to all.
 *
 * <p><b>Threading:</b> every method may be called from any thread; all but {@link #close} never block.
 *
 * <p><b>Guarantees:</b> two messages of the same priority that one thread hands in reach a client in that order, whatever
 * mixture of send, send to user, publish and broadcast they are. A message accepted while a client is registered reaches
 * it exactly once or is counted with the cause of its loss. A message with a {@linkplain Message#key() key} takes the place
 * in the order of the waiting message that it replaces.
 *
 * <p><b>In a cluster</b> messages for all, for a user and for a topic are for the clients of every node: those of this one get
 * them first, with the guarantees above, whatever the state of the cluster; those of the others as the cluster's bus carries
 * them, in the order in which one thread handed them in for one target. What this hub's clients take of others begins a moment
 * after the first of them asks for it.
 */
@AnyThread
public interface Hub extends AutoCloseable {

    /** Starts the hub's threads. */
    void start();

    /** Where the hub is in its life. */
    HubState state();

    /**
     * Takes in a connection. Always answers: a connection that cannot be taken, because the hub is full, overloaded or not
     * running, is closed with {@link CloseCode#OVERLOADED} or {@link CloseCode#SHUTDOWN} and its listener hears only
     * {@code closed}.
     *
     * @param listener hears of this client's arrival and departure
     * @return where the transport reports what it sees of the peer
     */
    Registration register(Connection connection, Identity identity, ClientListener listener);

    /** A message whose data is mapped by the hub's protocol; encoded once, however many clients get it. */
    Message message(String type, @Nullable Object data);

    /** Sends to every client. */
    PublishResult broadcast(Message message);

    /** Sends to every client of a user. */
    PublishResult sendToUser(String userId, Message message);

    /** Sends to every client that is subscribed to {@code topic}, which the peer finds in the message. */
    PublishResult publish(String topic, Message message);

    /** The client with that id, while it is registered. */
    Optional<Client> client(String clientId);

    /** The clients that are registered now; a weakly consistent view. */
    Collection<Client> clients();

    /** Measurements: a point-in-time estimate; figures are read one after the other and may not add up under load. */
    HubSnapshot snapshot();

    /**
     * Drains and stops: refuses what is new, delivers what waits, asks clients to reconnect, closes them with
     * {@link CloseCode#SHUTDOWN}, and ends every thread. Blocks for at most the shutdown limit of the options, a second
     * to cut off who is left, and a second for each thread that does not end. Idempotent; must not be called from a shard or worker thread of this hub.
     */
    @Override
    void close();
}
