package io.shardhub.cluster;

/**
 * What a node has to do.
 *
 * @param clients registered clients
 * @param capacity the most clients that it takes
 * @param shards its shards
 * @param deliveries messages per second that it wrote to clients of late
 * @param draining whether it takes no new clients and sends away those that it has
 */
public record NodeLoad(int clients, int capacity, int shards, double deliveries, boolean draining) {

    /** Of a node that has reported nothing yet. */
    public static final NodeLoad UNKNOWN = new NodeLoad(0, 0, 0, 0, false);
}
