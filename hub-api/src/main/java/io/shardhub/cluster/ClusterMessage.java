package io.shardhub.cluster;

import io.shardhub.Priority;

/**
 * A message from another node.
 *
 * @param origin the node that published it
 * @param sequence grows with every message that the bus of the origin took; with the origin, names this message among all of
 *     that bus's life
 * @param sentAtMillis the origin's clock in milliseconds; clocks of nodes may differ
 * @param target whom it is for
 * @param priority how urgent it is
 * @param payload what the hubs agree on
 */
public record ClusterMessage(
        String origin, long sequence, long sentAtMillis, Target target, Priority priority, String payload) {}
