package io.shardhub.cluster;

/**
 * Hears what arrives from other nodes, and what becomes of the nodes.
 *
 * <p><b>Threading:</b> a thread of the bus, one at a time; messages of one origin to one target arrive in the order in which
 * they were published. Must not block for long: other messages wait meanwhile. An exception is logged and costs nothing else.
 */
public interface ClusterListener {

    /** A message of another node, for a target that this node is subscribed to. */
    void received(ClusterMessage message);

    /** Messages were lost. */
    default void lost(Loss loss) {}

    /** Another node is there; told of those that were there before this one, too. */
    default void joined(NodeStatus node) {}

    /** Another node has closed its bus. */
    default void left(NodeStatus node) {}

    /** Another node has not been heard of for so long that it is taken for dead; if it was not, it joins again. */
    default void died(NodeStatus node) {}

    /**
     * Whether messages for this node are known to arrive has changed; it is not known at first.
     *
     * @param verified as {@link BusSnapshot#verified}
     */
    default void healthChanged(boolean verified) {}
}
