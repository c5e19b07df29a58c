package io.shardhub.cluster;

import io.shardhub.Priority;

/**
 * A message between nodes.
 *
 * @param origin the node that published it
 * @param sequence counts the messages of the origin; with it, names this message
 * @param sentAtMillis the origin's clock in milliseconds since the epoch
 * @param target whom it is for
 * @param priority how urgent it is
 * @param payload what the hubs agree on; opaque to the bus
 */
public record ClusterMessage(
        String origin, long sequence, long sentAtMillis, Target target, Priority priority, String payload) {}
