package io.shardhub.redis.internal.receive;

import io.shardhub.cluster.Loss;
import io.shardhub.cluster.Target;
import io.shardhub.redis.internal.wire.Inquiry;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What one origin published between two of its numbers, compared with what of it arrived. Owned by the delivery.
 */
final class Account {

    final Origin origin;
    final long after;
    final long before; // zero: up to the answer
    private final Map<Long, Subscription> listening; // also those that have been left meanwhile
    private final Map<Long, Integer> arrived = new HashMap<>();
    private final Set<Long> tooMany = new HashSet<>(); // left, and never told the origin when

    Account(Origin origin, long after, long before, Map<Long, Subscription> listening) {
        this.origin = origin;
        this.after = after;
        this.before = before;
        this.listening = listening;
    }

    /** Whether there is nothing that can be missing. */
    boolean isEmpty() {
        return listening.isEmpty();
    }

    /** Those of the subscriptions that it does not look after. */
    Map<Long, Subscription> without(Map<Long, Subscription> subscriptions) {
        Map<Long, Subscription> others = new HashMap<>(subscriptions);
        others.entrySet().removeAll(listening.entrySet());
        return others;
    }

    /** What the origin is asked; of more channels that were left than a question can name, nobody counts what is missing. */
    Inquiry inquiry() {
        Map<Long, Long> leftMillis = new HashMap<>();
        listening.forEach((channel, subscription) -> {
            if (!subscription.isLeft()) {
                return;
            }
            if (leftMillis.size() < Inquiry.MOST_LEFT) {
                leftMillis.put(channel, TimeUnit.NANOSECONDS.toMillis(subscription.leftNanos()));
            } else {
                tooMany.add(channel);
            }
        });
        return new Inquiry(origin.epoch, after, before, leftMillis);
    }

    /** Something of the origin arrived. What comes after a channel was left, perhaps for somebody who wants it again, is not what was owed. */
    void arrived(long channel) {
        Subscription subscription = listening.get(channel);
        if (before == 0 && subscription != null && !subscription.isLeft()) {
            arrived.merge(channel, 1, Integer::sum);
        }
    }

    /** What is missing, by target, when the origin published that many for each channel; {@link Loss#UNKNOWN} where that is not known. */
    Map<Target, Long> missing(Map<Long, Integer> published) {
        Map<Target, Long> missing = new HashMap<>();
        published.forEach((channel, count) -> {
            Subscription subscription = listening.get(channel);
            int lost = count - arrived.getOrDefault(channel, 0);
            if (subscription != null && subscription.target != null && lost > 0) {
                missing.put(subscription.target, tooMany.contains(channel) ? Loss.UNKNOWN : lost);
            }
        });
        return missing;
    }
}
