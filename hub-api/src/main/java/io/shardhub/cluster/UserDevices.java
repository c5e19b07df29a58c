package io.shardhub.cluster;

import java.util.Map;
import java.util.Set;

/**
 * The devices of one user in the cluster.
 *
 * @param userId the user
 * @param byNode how many, by node; nodes without any are left out
 * @param silent nodes that did not answer in time, or could not be asked
 */
public record UserDevices(String userId, Map<String, Integer> byNode, Set<String> silent) {

    /** Copies the collections. */
    public UserDevices {
        byNode = Map.copyOf(byNode);
        silent = Set.copyOf(silent);
    }

    /** All of them, as far as nodes have answered. */
    public int total() {
        return byNode.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Whether every node that was known has answered. */
    public boolean isComplete() {
        return silent.isEmpty();
    }
}
