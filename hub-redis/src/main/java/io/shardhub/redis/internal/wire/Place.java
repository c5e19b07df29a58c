package io.shardhub.redis.internal.wire;

/**
 * One partition as one node sees it.
 *
 * @param self the node
 * @param keys names in Redis
 * @param partition which of the partitions
 */
public record Place(Sender self, KeySpace keys, int partition) {}
