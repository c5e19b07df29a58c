package io.shardhub.cluster;

import java.util.List;

/**
 * A node's part in its cluster now.
 *
 * @param nodes the nodes that are known to be alive, this one included
 * @param bus the bus
 * @param refusedHere messages of other nodes that a full mailbox of this one refused, once for each shard
 * @param unknown messages of other nodes of a kind or version that this one does not know
 * @param malformed messages of other nodes that could not be read
 * @param sentAway clients that were asked to go to other nodes
 */
public record ClusterSnapshot(
        List<NodeStatus> nodes, BusSnapshot bus, long refusedHere, long unknown, long malformed, long sentAway) {

    /** Copies the list. */
    public ClusterSnapshot {
        nodes = List.copyOf(nodes);
    }
}
