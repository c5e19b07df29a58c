package io.shardhub.redis.internal.wire;

/**
 * Who a node is for others on the bus.
 *
 * @param nodeId the node
 * @param epoch a random number that names this life of its bus
 */
public record Sender(String nodeId, long epoch) {}
