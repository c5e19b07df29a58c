package io.shardhub.cluster;

/**
 * Hears what arrives from other nodes.
 *
 * <p><b>Threading:</b> a thread of the bus, one at a time; messages of one origin to one target arrive in the order in which
 * they were published. Must not block for long: other messages wait meanwhile.
 */
public interface ClusterListener {

    /** A message of another node, for a target that this node is subscribed to. */
    void received(ClusterMessage message);

    /** Messages for that target were lost; how many is not known. */
    default void lost(Target target) {}
}
