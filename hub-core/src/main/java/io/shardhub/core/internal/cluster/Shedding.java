package io.shardhub.core.internal.cluster;

import io.shardhub.cluster.NodeStatus;
import io.shardhub.event.HubEvent;
import io.shardhub.options.BalanceOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Sends clients to other nodes: all of them from a node that is drained, some from one that has more than its share. The caretaker's. */
final class Shedding {

    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int STEPS_PER_SECOND = 10;
    private static final Duration DRAIN_JITTER = Duration.ofSeconds(1);

    private final BalanceOptions options;
    private final Evacuation evacuation;
    private final Balance balance;
    private final long graceNanos;
    private long stepAt;
    private volatile long sentAway;

    /** Who is asked to go and does not is closed after the grace. */
    Shedding(BalanceOptions options, Evacuation evacuation, Balance balance, Duration grace, long now) {
        this.options = options;
        this.evacuation = evacuation;
        this.balance = balance;
        this.graceNanos = DRAIN_JITTER.plus(grace).toNanos();
        this.stepAt = now;
    }

    /** How many were asked to go so far; any thread. */
    long sentAway() {
        return sentAway;
    }

    long nanosUntilDue(boolean draining, long now) {
        return draining ? stepAt - now : balance.nanosUntilDue(now);
    }

    /** A drain begins, or is over: whom it or the balance asked before is asked afresh. */
    void startAfresh() {
        evacuation.forgetAll();
    }

    /** Empties this node, step by step; where no other one takes clients, the load balancer is to find a place. */
    void drain(List<NodeStatus> others, long now, Consumer<HubEvent> events) {
        if (now - stepAt < 0) {
            return;
        }
        stepAt = now + STEP_NANOS;
        int count = Math.max(1, options.slice() / STEPS_PER_SECOND);
        Map<NodeStatus, Integer> plan = Balance.spread(count, others);
        int asked = plan.isEmpty() ? evacuation.ask(count, DRAIN_JITTER, now) : evacuation.ask(plan, DRAIN_JITTER, now);
        sent(asked, true, events);
        evacuation.closeStubborn(graceNanos, now);
    }

    /** Sends some away if it has too many. */
    void balance(NodeStatus me, List<NodeStatus> others, long now, Consumer<HubEvent> events) {
        sent(evacuation.ask(balance.check(me, others, now), options.jitter(), now), false, events);
    }

    /** Sends nobody away this time. */
    void postpone(long now) {
        balance.postpone(now);
    }

    private void sent(int clients, boolean draining, Consumer<HubEvent> events) {
        if (clients > 0) {
            sentAway = evacuation.total();
            events.accept(new HubEvent.ClientsSentAway(clients, draining));
        }
    }
}
