package io.shardhub.jakarta.monitor;

import io.shardhub.HubState;
import io.shardhub.monitor.MonitorJson;
import io.shardhub.snapshot.HubHealth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Whether a process should go on, and whether it should get new clients.
 *
 * @param live whether the hub works, or will, or is about to end in order
 * @param ready whether new clients may be sent here
 * @param state where the hub is in its life
 * @param reasons why it is not live or not ready, in words
 */
record Health(boolean live, boolean ready, HubState state, List<String> reasons) {

    static Health of(HubHealth hub) {
        List<String> reasons = new ArrayList<>(hub.problems());
        reasons.addAll(hub.unready());
        if (hub.state() != HubState.RUNNING) {
            reasons.add("hub " + hub.name() + " is " + hub.state());
        }
        return new Health(hub.isLive(), hub.isReady(), hub.state(), List.copyOf(reasons));
    }

    String json() {
        return MonitorJson.of(Map.of("live", live, "ready", ready, "state", state, "reasons", reasons));
    }
}
