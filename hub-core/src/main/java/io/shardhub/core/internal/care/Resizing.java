package io.shardhub.core.internal.care;

import io.shardhub.core.internal.shard.Shard;
import io.shardhub.core.internal.shard.Switchboard;
import io.shardhub.event.HubEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Changes the number of shards, and empties single ones, while the hub runs. Caretaker only. */
final class Resizing {

    private final Switchboard switchboard;
    private final Rebalancer rebalancer;
    private final EventDesk events;
    private final IntConsumer limit;
    private final Map<Integer, List<CompletableFuture<Void>>> drains = new HashMap<>();
    private final List<CompletableFuture<Void>> resizes = new ArrayList<>();
    private int target;

    /** {@code limit} hears of another number of shards as soon as there is room for their clients, or will be no more. */
    Resizing(Switchboard switchboard, Rebalancer rebalancer, EventDesk events, IntConsumer limit) {
        this.switchboard = switchboard;
        this.rebalancer = rebalancer;
        this.events = events;
        this.limit = limit;
        this.target = switchboard.shards().size();
    }

    /** Empties a shard; completes when nobody is in it. */
    void drain(int shard, CompletableFuture<Void> end) {
        List<Shard> shards = switchboard.shards();
        if (shard < 0 || shard >= shards.size()) {
            end.completeExceptionally(
                    new IllegalArgumentException("shard: " + shard + " (expected: 0 to " + (shards.size() - 1) + ")"));
        } else if (shards.stream().noneMatch(other -> other.index() != shard && other.accepting())) {
            end.completeExceptionally(new IllegalArgumentException(
                    "shard: " + shard + " (expected: not the last one that takes clients)"));
        } else {
            rebalancer.empty(shard);
            drains.computeIfAbsent(shard, key -> new ArrayList<>()).add(end);
        }
    }

    /** Lets a shard that was drained take clients again. */
    void reopen(int shard, CompletableFuture<Void> end) {
        List<Shard> shards = switchboard.shards();
        if (shard < 0 || shard >= Math.min(shards.size(), target)) {
            end.completeExceptionally(new IllegalArgumentException(
                    "shard: " + shard + " (expected: 0 to " + (Math.min(shards.size(), target) - 1) + ")"));
            return;
        }
        rebalancer.reopen(shard);
        cancel(drains.remove(shard), "shard " + shard + " takes clients again");
        end.complete(null);
    }

    /** Changes the number of shards, and completes {@code end} when it is so. */
    void resize(int count, CompletableFuture<Void> end) {
        int before = switchboard.shards().size();
        if (count <= Math.min(target, before) && takers(count) == 0) {
            end.completeExceptionally(new IllegalArgumentException(
                    "shards: " + count + " (expected: one of the first " + count + " takes clients; reopen it)"));
            return;
        }
        for (int shard = Math.min(target, before); shard < Math.min(count, before); shard++) {
            rebalancer.reopen(shard); // it was to go, and stays
        }
        if (count > before) {
            switchboard.grow(count);
        }
        target = count;
        limit.accept(count); // before anybody hears that there are more shards, and comes with more clients
        resizes.add(end);
        if (count > before) {
            rebalancer.resized();
            completed(before);
        }
        for (int shard = count; shard < before; shard++) {
            rebalancer.empty(shard);
        }
    }

    private long takers(int count) {
        return switchboard.shards().stream()
                .limit(count)
                .filter(Shard::accepting)
                .count();
    }

    /** Whether something is to be looked at again soon. */
    boolean isWaiting() {
        return !resizes.isEmpty() || !drains.isEmpty();
    }

    /** Looks what has come to its end. */
    void check() {
        List<Shard> shards = switchboard.shards();
        drains.entrySet().removeIf(entry -> {
            boolean empty = entry.getKey() >= shards.size()
                    || shards.get(entry.getKey()).clients() == 0;
            if (empty) {
                entry.getValue().forEach(end -> end.complete(null));
            }
            return empty;
        });
        if (resizes.isEmpty()) {
            return;
        }
        int before = shards.size();
        if (target < before && switchboard.shrink(target)) {
            for (int shard = target; shard < before; shard++) {
                rebalancer.forget(shard);
            }
            completed(before);
        } else if (target == before) {
            completed(before);
        }
    }

    private void completed(int before) {
        if (target != before) {
            events.publish(new HubEvent.Resized(before, target));
        }
        List<CompletableFuture<Void>> ends = List.copyOf(resizes);
        resizes.clear();
        ends.forEach(end -> end.complete(null));
    }

    private static void cancel(@Nullable List<CompletableFuture<Void>> ends, String why) {
        if (ends != null) {
            ends.forEach(end -> end.completeExceptionally(new IllegalStateException(why)));
        }
    }
}
