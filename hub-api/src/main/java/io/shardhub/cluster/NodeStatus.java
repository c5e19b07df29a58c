package io.shardhub.cluster;

import java.time.Duration;

/**
 * A node that is, or was, alive.
 *
 * @param info who it is
 * @param incarnation tells one life of a node from the next: another one for every start of its bus
 * @param load its last report
 * @param known for how long the node that says this has known it
 */
public record NodeStatus(NodeInfo info, long incarnation, NodeLoad load, Duration known) {

    /** Its name in the cluster. */
    public String id() {
        return info.id();
    }
}
