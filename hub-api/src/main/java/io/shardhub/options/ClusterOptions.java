package io.shardhub.options;

/**
 * The hub's part in a cluster.
 *
 * @param connections to the cluster's engine, 1 to 1,000; not used by a hub without a cluster
 */
public record ClusterOptions(int connections) {

    /** Checks the value. */
    public ClusterOptions {
        Check.all(Check.between(1, 1_000, connections, "cluster.connections"));
    }

    /** With another number of connections. */
    public ClusterOptions withConnections(int newConnections) {
        return new ClusterOptions(newConnections);
    }
}
