package io.shardhub.redis.internal.receive;

import io.shardhub.cluster.Target;
import java.util.HashMap;
import java.util.Map;

/**
 * What one origin published between two of its numbers, compared with what of it arrived. Owned by the delivery.
 */
final class Account {

    final Origin origin;
    final long after;
    final long before; // zero: up to the answer
    private final Map<Long, Target> listening;
    private final Map<Long, Integer> arrived = new HashMap<>();

    Account(Origin origin, long after, long before, Map<Long, Target> listening) {
        this.origin = origin;
        this.after = after;
        this.before = before;
        this.listening = listening;
    }

    /** Whether there is nothing that can be missing. */
    boolean isEmpty() {
        return listening.isEmpty();
    }

    /** Those of the targets that it does not look after. */
    Map<Long, Target> without(Map<Long, Target> targets) {
        Map<Long, Target> others = new HashMap<>(targets);
        others.keySet().removeAll(listening.keySet());
        return others;
    }

    /** Something of the origin arrived. */
    void arrived(long channel) {
        if (before == 0) {
            arrived.merge(channel, 1, Integer::sum);
        }
    }

    /** What is missing, by target, when the origin published that many for each channel. */
    Map<Target, Integer> missing(Map<Long, Integer> published) {
        Map<Target, Integer> missing = new HashMap<>();
        published.forEach((channel, count) -> {
            Target target = listening.get(channel);
            int lost = count - arrived.getOrDefault(channel, 0);
            if (target != null && lost > 0) {
                missing.merge(target, lost, Integer::sum);
            }
        });
        return missing;
    }
}
