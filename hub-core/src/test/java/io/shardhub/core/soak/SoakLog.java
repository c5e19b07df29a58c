package io.shardhub.core.soak;

import io.shardhub.CloseReason;
import io.shardhub.event.HubEvent;
import io.shardhub.event.HubEventListener;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What happens during a soak, counted: what went wrong, who went, what the hub told of itself. Any thread. */
final class SoakLog implements HubEventListener {

    /** As many violations are told in words. */
    private static final int TOLD = 20;

    /** A shard that waits for its processor looks like one that spins, but not for longer than this. */
    private static final long STANDSTILL_MILLIS = 5_000;

    private final AtomicInteger violations = new AtomicInteger();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final Map<String, LongAdder> departures = new ConcurrentHashMap<>();
    private final AtomicInteger died = new AtomicInteger();
    private final AtomicInteger hung = new AtomicInteger();
    private final AtomicInteger unhealthy = new AtomicInteger();
    private final AtomicLong longestMillis = new AtomicLong();
    private final AtomicInteger plans = new AtomicInteger();
    private final AtomicInteger resizes = new AtomicInteger();
    private List<String> problems = List.of(); // and since when: events come one after another
    private long since;

    /** The hub did what it must not. */
    void violation(String what) {
        if (violations.getAndIncrement() < TOLD) {
            told.add(what);
        }
    }

    int violations() {
        return violations.get();
    }

    /** The first of them in words. */
    List<String> told() {
        return told;
    }

    /** The hub said of a client that it has gone. */
    void departed(CloseReason reason) {
        departures
                .computeIfAbsent(reason.code() + " " + reason.text(), key -> new LongAdder())
                .increment();
    }

    /** The clients that have gone, by close code and text. */
    Map<String, Long> departures() {
        Map<String, Long> sums = new TreeMap<>();
        departures.forEach((key, sum) -> sums.put(key, sum.sum()));
        return sums;
    }

    @Override
    public void happened(HubEvent event) {
        if (event instanceof HubEvent.ShardReplaced replaced) {
            (replaced.loss() == HubEvent.Loss.DIED ? died : hung).getAndIncrement();
        } else if (event instanceof HubEvent.Rebalanced) {
            plans.getAndIncrement();
        } else if (event instanceof HubEvent.Resized) {
            resizes.getAndIncrement();
        } else if (event instanceof HubEvent.HealthChanged changed) {
            healthChanged(changed.problems());
        }
    }

    private void healthChanged(List<String> newProblems) {
        long now = System.nanoTime();
        if (problems.isEmpty()) {
            since = now;
            unhealthy.getAndIncrement();
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(now - since);
        longestMillis.accumulateAndGet(millis, Math::max);
        if (millis > STANDSTILL_MILLIS) {
            violation("unhealthy for " + millis + " ms: " + problems);
        }
        problems = newProblems;
    }

    /** How often the hub said that it was unhealthy. */
    int unhealthy() {
        return unhealthy.get();
    }

    /** For how long at most. */
    long longestMillis() {
        return longestMillis.get();
    }

    /** Shards whose threads died. */
    int died() {
        return died.get();
    }

    /** Shards whose threads hung. */
    int hung() {
        return hung.get();
    }

    /** Plans that moved somebody. */
    int plans() {
        return plans.get();
    }

    /** Changes of the number of shards. */
    int resizes() {
        return resizes.get();
    }
}
