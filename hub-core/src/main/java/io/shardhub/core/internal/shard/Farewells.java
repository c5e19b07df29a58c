package io.shardhub.core.internal.shard;

import java.util.ArrayList;
import java.util.List;

/** The clients that are being closed, each with a deadline for the step that it is at. Owner only. */
final class Farewells {

    /** What happens when a step takes too long. */
    @FunctionalInterface
    interface Overdue {
        void expired(HubClient client);
    }

    private final List<HubClient> leaving = new ArrayList<>();

    boolean isEmpty() {
        return leaving.isEmpty();
    }

    void add(HubClient client) {
        leaving.add(client);
    }

    /** Forgets the clients that depart: another shard looks after their end. */
    void forgetDeparting() {
        leaving.removeIf(client -> client.departing);
    }

    void check(long now, Overdue overdue) {
        for (int i = leaving.size() - 1; i >= 0; i--) {
            HubClient client = leaving.get(i);
            if (client.stage != Stage.GONE && now - client.stageDeadline >= 0) {
                overdue.expired(client);
            }
            if (client.stage == Stage.GONE) {
                HubClient last = leaving.remove(leaving.size() - 1);
                if (i < leaving.size()) {
                    leaving.set(i, last);
                }
            }
        }
    }
}
