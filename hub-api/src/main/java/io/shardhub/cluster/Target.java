package io.shardhub.cluster;

/** Whom a cluster message is for. */
public sealed interface Target {

    /** Everybody. */
    record All() implements Target {}

    /**
     * The takers of a topic.
     *
     * @param topic its name
     */
    record Topic(String topic) implements Target {}

    /**
     * The clients of a user.
     *
     * @param userId the user
     */
    record User(String userId) implements Target {}

    /**
     * One node.
     *
     * @param nodeId the node
     */
    record Node(String nodeId) implements Target {}
}
