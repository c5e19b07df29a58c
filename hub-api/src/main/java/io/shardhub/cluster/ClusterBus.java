package io.shardhub.cluster;

import io.shardhub.Priority;
import io.shardhub.SendResult;
import io.shardhub.annotation.AnyThread;
import java.util.List;

/**
 * Carries messages between nodes, and knows which nodes there are: what a cluster engine implements.
 *
 * <p><b>Threading:</b> any thread. Only {@link #close} may block; {@code subscribe} and {@code unsubscribe} return at once
 * and take effect soon after.
 *
 * <p><b>Guarantees:</b> a bus never delivers a node's own messages back to it, and no message twice. Messages of one origin to
 * one target arrive in the order in which {@code publish} took them. What is lost is counted and told, at the node that
 * published it or at the one that misses it; nothing is lost in silence. A node that cannot reach the engine takes nobody for
 * dead.
 */
@AnyThread
public interface ClusterBus extends AutoCloseable {

    /**
     * Begins to connect, and delivers to the listener what the node is subscribed to. Called once. An engine that cannot be
     * reached is no failure: the bus goes on trying, and {@link ClusterListener#healthChanged} tells of its success.
     *
     * @param self this node; its id is different from that of every other node of the cluster
     */
    void start(NodeInfo self, ClusterListener listener);

    /**
     * Publishes to the other nodes. The bus numbers and dates the message.
     *
     * @param payload what the hubs agree on; opaque to the bus
     * @return {@link SendResult#REFUSED} when the bus cannot take more for now: the other nodes do not get this message, and
     *     it is counted; {@link SendResult#CLOSED} before the start and after the close
     */
    SendResult publish(Target target, Priority priority, String payload);

    /**
     * Wants the messages for a target. This counts soon after, when the engine has confirmed it; if it is asked for while the bus is
     * not {@linkplain BusSnapshot#verified verified}, when it is verified again. What is published from then on arrives, or is told
     * to be lost. What is published before may arrive or not, and need not be counted. Every node gets the messages for {@code All}
     * and for itself without asking. Idempotent: only who has left a target and wants it again begins anew.
     */
    void subscribe(Target target);

    /** No longer wants them; some that are on their way, or come within a moment, may still arrive. Idempotent. */
    void unsubscribe(Target target);

    /** What the other nodes are to know of this one's load; the last report goes out with the next heartbeat. */
    void report(NodeLoad load);

    /**
     * The nodes that are known to be alive, in the order of their ids: this one, with its last report, from the start to the
     * close; of the others, as long as the engine cannot be reached, those that were alive before.
     */
    List<NodeStatus> nodes();

    /** Measurements; figures are read one after the other. */
    BusSnapshot snapshot();

    /** Publishes what was taken if that is possible at once, leaves the cluster, and ends every thread. Idempotent. */
    @Override
    void close();
}
