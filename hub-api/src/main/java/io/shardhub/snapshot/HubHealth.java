package io.shardhub.snapshot;

import io.shardhub.HubState;
import java.util.List;

/**
 * Whether a hub works, and whether it should get new clients. To ask costs the same however many clients there are, so that anybody may.
 *
 * @param name the hub's name
 * @param state where it is in its life
 * @param problems what is wrong with it, in words; empty when it is healthy
 * @param unready why no new clients should be sent here now though nothing is wrong with the hub, in words: it is being drained,
 *     or has lost its cluster; empty when it is ready
 */
public record HubHealth(String name, HubState state, List<String> problems, List<String> unready) {

    /** Copies the lists. */
    public HubHealth {
        problems = List.copyOf(problems);
        unready = List.copyOf(unready);
    }

    /** Whether nothing is wrong. */
    public boolean isHealthy() {
        return problems.isEmpty();
    }

    /** Whether it works, or will, or is about to end in order. */
    public boolean isLive() {
        return isHealthy() && state != HubState.STOPPED;
    }

    /** Whether new clients may be sent here: it runs, is healthy, and nothing else stands against it. */
    public boolean isReady() {
        return state == HubState.RUNNING && isHealthy() && unready.isEmpty();
    }
}
