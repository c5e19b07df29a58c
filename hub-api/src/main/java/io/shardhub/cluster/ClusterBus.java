package io.shardhub.cluster;

import io.shardhub.SendResult;
import io.shardhub.annotation.AnyThread;

/**
 * Carries messages between nodes: what a cluster engine implements. A bus never delivers a node's
 * own messages back to it, and no message twice.
 *
 * <p><b>Threading:</b> any thread. {@code publish} never blocks; {@code subscribe} and {@code unsubscribe} return at once
 * and take effect soon after.
 */
@AnyThread
public interface ClusterBus extends AutoCloseable {

    /** Connects under that node id and delivers to the listener what the node is subscribed to. Called once. */
    void start(String nodeId, ClusterListener listener);

    /**
     * Publishes to the other nodes; {@link SendResult#CLOSED} before the start and after the close.
     *
     * @param message its origin is this node, its sequence grows with every message of this node
     * @return {@link SendResult#REFUSED} when the bus cannot take more for now: the other nodes do not get this message
     */
    SendResult publish(ClusterMessage message);

    /** Wants the messages for a target. Every node gets those for {@code All} and for itself without asking. */
    void subscribe(Target target);

    /** No longer wants them; some that are on their way may still arrive. */
    void unsubscribe(Target target);

    /** Leaves the cluster. Idempotent. */
    @Override
    void close();
}
