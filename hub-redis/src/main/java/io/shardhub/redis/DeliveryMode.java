package io.shardhub.redis;

/** What Redis does with messages. All nodes of a cluster take the same. */
public enum DeliveryMode {
    /**
     * It hands them on. What is published while a node cannot hear is lost for that node, counted and told; but for what a node published
     * that came and went meanwhile, of which Redis keeps no trace.
     */
    PUBSUB,
    /**
     * It hands them on and logs them. A node that could not hear reads on in the log, so that it misses nothing and repeats nothing
     * while the log reaches back; what the log has lost is counted and told, as unknown if who published it is gone, also if
     * that came and went meanwhile.
     */
    STREAMS
}
