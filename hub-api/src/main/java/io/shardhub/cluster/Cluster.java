package io.shardhub.cluster;

import io.shardhub.CloseReason;
import io.shardhub.SendResult;
import io.shardhub.annotation.AnyThread;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The cluster as one of its nodes sees it. A hub without a cluster is a cluster of one.
 *
 * <p><b>Threading:</b> any thread; nothing blocks. Futures complete on a thread of the hub or of the bus, which must not be
 * held up.
 *
 * <p><b>When the engine cannot be reached</b> everything happens on this node all the same, and the answers say which nodes
 * were silent.
 */
@AnyThread
public interface Cluster {

    /** This node's name. */
    String self();

    /** The nodes that are known to be alive, in the order of their names, with the loads that they last reported. */
    List<NodeStatus> nodes();

    /** The clients of all nodes, as last reported. */
    default int clients() {
        return nodes().stream().mapToInt(node -> node.load().clients()).sum();
    }

    /** Measurements. */
    ClusterSnapshot snapshot();

    /**
     * Asks every node for the devices of a user.
     *
     * @return completes when all nodes have answered, or after the time that the options give them; never exceptionally
     */
    CompletableFuture<UserDevices> find(String userId);

    /**
     * Closes every connection of a user: here before this returns, on other nodes soon. What this thread sent to the user before
     * is delivered before here, and may be too late elsewhere. Who connects meanwhile may stay.
     *
     * @return the devices that were closed; completes as {@link #find} does
     */
    CompletableFuture<UserDevices> disconnect(String userId, CloseReason reason);

    /**
     * Ends a credential before its time: closes its connections with {@link io.shardhub.CloseCode#UNAUTHENTICATED} and refuses it
     * from now on; here before this returns, on other nodes soon, on nodes that join later as soon as they have joined, and on
     * nodes that could not hear it within seconds of hearing again.
     *
     * @param credentialId {@link io.shardhub.auth.Credential#id}, not empty
     * @param until when it ends by itself; that long it is remembered. When more are remembered than {@code auth.maxRevoked}
     *     allows, those that end first are forgotten, and the log says so
     * @return {@link SendResult#REFUSED} if the other nodes cannot be told now: say it again later
     */
    SendResult revoke(String credentialId, Instant until);

    /**
     * Ends all credentials of a user that were issued until now, as {@link #revoke} does; of those whose connections have none
     * the connections are closed. What is issued later is good: to keep a user out, issue no more.
     *
     * @param until when the last of them ends by itself
     */
    SendResult revokeUser(String userId, Instant until);

    /**
     * Empties a node: it takes no new clients, asks those it has to reconnect, {@code cluster.balance.slice} of them a second,
     * and closes with {@link io.shardhub.CloseCode#RESTART} who does not go within the closing grace.
     *
     * <p>They are asked to go to the other nodes that take clients; if there are none, to wherever the load balancer sends them.
     *
     * @return completes when the node has nobody left, or has left; exceptionally if it is not known, cannot be told, is not seen
     *     to begin within {@code cluster.answer}, two heartbeats and a second, dies, or is {@linkplain #reopen reopened}
     */
    CompletableFuture<Void> drain(String nodeId);

    /** Lets a node take clients again; whether the wish is on its way. */
    SendResult reopen(String nodeId);
}
