package io.shardhub.core.internal.care;

import io.shardhub.annotation.AnyThread;
import io.shardhub.core.internal.shard.Roster;
import io.shardhub.core.internal.shard.Shard;
import io.shardhub.core.internal.shard.Switchboard;
import io.shardhub.core.runtime.DutyCycle;
import io.shardhub.core.runtime.HubRuntime;
import io.shardhub.core.runtime.Loop;
import io.shardhub.event.HubEvent;
import io.shardhub.event.HubEventListener;
import io.shardhub.options.HubOptions;
import io.shardhub.sharding.RebalancePlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** Looks after a hub on a thread of its own: what is asked for comes through a queue, the rest is looked at from time to time. */
public final class Caretaker implements DutyCycle {

    /** How much of the measured rate is the latest one. */
    private static final double FRESH = 0.5;

    private final HubRuntime runtime;
    private final String role;
    private final HubOptions options;
    private final Switchboard switchboard;
    private final Roster roster;
    private final EventDesk events;
    private final Queue<Wish> wishes = new ConcurrentLinkedQueue<>(); // any thread asks, the caretaker does
    private final Set<Wish> unanswered = ConcurrentHashMap.newKeySet();
    private volatile List<String> problems = List.of();
    private volatile long lookedAt; // begin of the latest portion of work
    private volatile @Nullable Loop loop;
    private volatile boolean ended; // what is asked for from now on comes to nothing

    /* The caretaker's own. */
    private final Supervisor supervisor;
    private final Rebalancer rebalancer;
    private final Resizing resizing;
    private final DepartureBurst burst;
    private final Chore chore;
    private final Map<Shard, Long> sent = new HashMap<>();
    private long superviseAt;
    private long measuredAt;

    /** Something that is asked for, and the answer. */
    private record Wish(Runnable action, CompletableFuture<?> end) {}

    /** A caretaker that does not run yet, and has a chore besides. */
    public Caretaker(
            HubOptions options,
            HubRuntime runtime,
            Switchboard switchboard,
            Roster roster,
            EventDesk events,
            Chore chore) {
        this.runtime = runtime;
        this.role = "hub-" + options.name() + "-caretaker";
        this.options = options;
        this.switchboard = switchboard;
        this.roster = roster;
        this.events = events;
        long now = runtime.nanoTime();
        this.supervisor = new Supervisor(options, runtime, events);
        this.rebalancer = new Rebalancer(options.rebalance(), switchboard, events, now);
        this.resizing = new Resizing(
                switchboard,
                rebalancer,
                events,
                count -> roster.resize(options.shards().withCount(count).maxClients()));
        this.burst = new DepartureBurst(now);
        this.chore = chore;
        this.superviseAt = now + supervisor.interval();
        this.measuredAt = now;
    }

    // ---- any thread ----

    /** Starts its loop. */
    @AnyThread
    public void start() {
        lookedAt = runtime.nanoTime();
        loop = runtime.start(role, this);
        wakeUp();
    }

    /** Ends its loop, and refuses what was asked for and is not done; whether it has ended within that time. */
    @AnyThread
    public boolean stop(long nanos) {
        Loop running = loop;
        if (running == null) {
            return true;
        }
        running.stop();
        boolean gone = running.awaitEnd(nanos);
        ended = true;
        refuseUnanswered();
        return gone;
    }

    private void refuseUnanswered() {
        for (Wish wish : unanswered) {
            wish.end.completeExceptionally(new IllegalStateException("hub " + options.name() + " is closed"));
        }
    }

    /** What is wrong with the hub now, its caretaker included; empty when it is healthy. */
    @AnyThread
    public List<String> problems() {
        List<String> found = problems;
        if (!isHanging()) {
            return found;
        }
        HubEventListener told = events.told();
        String where = told == null ? "" : ", in a listener: " + told.getClass().getName();
        List<String> more = new ArrayList<>(found);
        more.add("the caretaker makes no progress" + where);
        return List.copyOf(more);
    }

    private boolean isHanging() {
        long hangAfter = options.supervision().hangAfter().toNanos(); // it looks after shards more often than that
        return loop != null && !ended && runtime.nanoTime() - lookedAt >= hangAfter;
    }

    /** Asks for a plan; completes when it is carried out. */
    @AnyThread
    public CompletableFuture<RebalancePlan> rebalance() {
        CompletableFuture<RebalancePlan> end = new CompletableFuture<>();
        ask(end, () -> rebalancer.request(end));
        return end;
    }

    /** Asks for a shard to be emptied; completes when nobody is in it. */
    @AnyThread
    public CompletableFuture<Void> drain(int shard) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        ask(end, () -> resizing.drain(shard, end));
        return end;
    }

    /** Asks for a shard that was emptied to take clients again. */
    @AnyThread
    public CompletableFuture<Void> reopen(int shard) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        ask(end, () -> resizing.reopen(shard, end));
        return end;
    }

    /** Asks for so many shards; completes when there are. */
    @AnyThread
    public CompletableFuture<Void> resize(int count) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        ask(end, () -> resizing.resize(count, end));
        return end;
    }

    private void ask(CompletableFuture<?> end, Runnable action) {
        Wish wish = new Wish(action, end);
        unanswered.add(wish);
        var unused = end.whenComplete((answer, failure) -> unanswered.remove(wish));
        wishes.add(wish);
        wakeUp();
        if (ended) { // read after the wish is in, and set before the last ones are refused: nobody waits for ever
            refuseUnanswered();
        }
    }

    /** Has it look whether there is something to do. */
    @AnyThread
    public void wakeUp() {
        Loop running = loop;
        if (running != null) {
            running.wakeUp();
        }
    }

    // ---- the caretaker ----

    @Override
    public int doWork() {
        lookedAt = runtime.nanoTime();
        int done = 0;
        for (Wish wish = wishes.poll(); wish != null; wish = wishes.poll()) {
            fulfil(wish);
            done++;
        }
        long now = runtime.nanoTime();
        measure(now);
        supervise(now);
        rebalancer.check(now, this::wakeUp);
        resizing.check();
        chore.check(now, events::publish);
        return done;
    }

    private static void fulfil(Wish wish) {
        if (wish.end.isDone()) {
            return; // given up, or refused while this thread hung in a listener
        }
        try {
            wish.action.run();
        } catch (Throwable e) { // such as no memory for a thread: whoever asked must hear of it
            wish.end.completeExceptionally(e);
        }
    }

    private void measure(long now) {
        double seconds = (now - measuredAt) / 1e9;
        if (seconds < 1) {
            return;
        }
        measuredAt = now;
        List<Shard> shards = switchboard.shards();
        sent.keySet().retainAll(shards);
        for (Shard shard : shards) {
            long total = shard.sent();
            Long before = sent.put(shard, total);
            double rate = (total - (before == null ? 0 : before)) / seconds;
            shard.measured(FRESH * rate + (1 - FRESH) * shard.deliveries());
        }
        HubEvent report = burst.check(roster.departed(), switchboard.clients(), now);
        if (report != null) {
            events.publish(report);
        }
    }

    private void supervise(long now) {
        if (now - superviseAt < 0) {
            return;
        }
        superviseAt = now + supervisor.interval();
        List<String> found = supervisor.check(switchboard.shards(), now);
        if (!found.equals(problems)) {
            problems = List.copyOf(found);
            events.publish(new HubEvent.HealthChanged(found));
        }
    }

    @Override
    public boolean hasWork() {
        return !wishes.isEmpty() || chore.hasWork();
    }

    @Override
    public long nanosUntilDue() {
        long now = runtime.nanoTime();
        long due = Math.min(superviseAt - now, DepartureBurst.interval() - (now - measuredAt));
        due = Math.min(due, chore.nanosUntilDue(now));
        if (resizing.isWaiting() || rebalancer.isEmptying()) {
            due = Math.min(due, Rebalancer.PAUSE_NANOS);
        }
        return Math.max(0, Math.min(due, rebalancer.nanosUntilDue(now)));
    }
}
