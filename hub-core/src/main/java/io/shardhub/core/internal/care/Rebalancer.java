package io.shardhub.core.internal.care;

import io.shardhub.core.internal.rebalance.RebalancePlanner;
import io.shardhub.core.internal.shard.MoveOrder;
import io.shardhub.core.internal.shard.Shard;
import io.shardhub.core.internal.shard.Switchboard;
import io.shardhub.event.HubEvent;
import io.shardhub.options.RebalanceOptions;
import io.shardhub.sharding.RebalancePlan;
import io.shardhub.sharding.RebalancePlan.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Evens out the load of shards: makes a plan, has it carried out, and makes the next one then. Caretaker only. */
final class Rebalancer {

    private static final RebalancePlan NOTHING = new RebalancePlan(Reason.PERIODIC, List.of(), List.of());

    /** The pause between two plans that empty shards. */
    static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final RebalanceOptions options;
    private final RebalancePlanner planner;
    private final Switchboard switchboard;
    private final EventDesk events;
    private final Set<Integer> emptied = new TreeSet<>(); // shards that are to be left by everybody
    private List<CompletableFuture<RebalancePlan>> requests = new ArrayList<>();
    private boolean resized;
    private @Nullable Run run;
    private RebalancePlan previous = NOTHING;
    private long checkAt;
    private long pauseUntil;

    /** A plan that is being carried out. */
    private record Run(RebalancePlan plan, List<MoveOrder> orders, List<CompletableFuture<RebalancePlan>> requests) {

        boolean isDone() {
            return orders.stream().allMatch(order -> order.end().isDone());
        }

        int moved() {
            return orders.stream().mapToInt(order -> order.end().join()).sum();
        }
    }

    Rebalancer(RebalanceOptions options, Switchboard switchboard, EventDesk events, long now) {
        this.options = options;
        this.planner = new RebalancePlanner(options);
        this.switchboard = switchboard;
        this.events = events;
        this.pauseUntil = now;
        this.checkAt = now + options.interval().toNanos();
    }

    /** Plans as soon as possible. */
    void request(CompletableFuture<RebalancePlan> planned) {
        requests.add(planned);
    }

    /** There are more shards now, which are empty. */
    void resized() {
        resized = true;
    }

    /** Everybody shall leave that shard, which takes nobody any more. */
    void empty(int shard) {
        emptied.add(shard);
        switchboard.shards().get(shard).accept(false);
    }

    /** That shard takes clients again. */
    void reopen(int shard) {
        emptied.remove(shard);
        switchboard.shards().get(shard).accept(true);
    }

    /** That shard is no more. */
    void forget(int shard) {
        emptied.remove(shard);
    }

    /** Whether somebody has still to leave a shard that is to be emptied. */
    boolean isEmptying() {
        return emptied.stream()
                .anyMatch(shard -> switchboard.shards().get(shard).clients() > 0);
    }

    /** Nanoseconds until the next plan, if nobody asks for one; {@link Long#MAX_VALUE} for never. */
    long nanosUntilDue(long now) {
        return run != null || options.interval().isZero() ? Long.MAX_VALUE : checkAt - now;
    }

    /** Ends a plan that is carried out, begins the next one; {@code wakeUp} is called when orders have ended. */
    void check(long now, Runnable wakeUp) {
        Run current = run;
        if (current != null) {
            if (!current.isDone()) {
                return;
            }
            run = null;
            pauseUntil = now + PAUSE_NANOS; // who is left in a shard could perhaps not be moved at that moment
            if (current.moved() > 0 || current.plan.reason() != Reason.DRAIN) { // a drain tries again and again
                events.publish(new HubEvent.Rebalanced(current.plan, current.moved()));
            }
            current.requests.forEach(request -> request.complete(current.plan));
        }
        boolean due = !options.interval().isZero() && now - checkAt >= 0;
        if (due) {
            checkAt = now + options.interval().toNanos();
        }
        if (isEmptying() && now - pauseUntil >= 0) {
            begin(Reason.DRAIN, List.of(), wakeUp);
        } else if (resized) {
            resized = false;
            begin(Reason.RESIZE, List.of(), wakeUp);
        } else if (!requests.isEmpty()) {
            List<CompletableFuture<RebalancePlan>> served = requests;
            requests = new ArrayList<>();
            begin(Reason.REQUESTED, served, wakeUp);
        } else if (due) {
            begin(Reason.PERIODIC, List.of(), wakeUp);
        }
    }

    private void begin(Reason reason, List<CompletableFuture<RebalancePlan>> served, Runnable wakeUp) {
        List<Shard> shards = switchboard.shards();
        RebalancePlan plan = planner.plan(reason, shards, emptied, previous);
        previous = plan;
        List<MoveOrder> orders = new ArrayList<>();
        for (RebalancePlan.Move move : plan.moves()) {
            MoveOrder order = shards.get(move.from()).move(shards.get(move.to()), move.clients());
            if (order != null) { // else its mailbox is full: another time
                orders.add(order);
            }
        }
        if (orders.isEmpty()) {
            served.forEach(request -> request.complete(plan));
            return;
        }
        run = new Run(plan, orders, served);
        for (MoveOrder order : orders) {
            var unused = order.end().thenRun(wakeUp);
        }
    }
}
