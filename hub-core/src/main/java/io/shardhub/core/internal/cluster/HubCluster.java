package io.shardhub.core.internal.cluster;

import io.shardhub.CloseReason;
import io.shardhub.SendResult;
import io.shardhub.annotation.AnyThread;
import io.shardhub.cluster.BusSnapshot;
import io.shardhub.cluster.Cluster;
import io.shardhub.cluster.ClusterBus;
import io.shardhub.cluster.ClusterListener;
import io.shardhub.cluster.ClusterMessage;
import io.shardhub.cluster.ClusterSnapshot;
import io.shardhub.cluster.Loss;
import io.shardhub.cluster.NodeInfo;
import io.shardhub.cluster.NodeLoad;
import io.shardhub.cluster.NodeStatus;
import io.shardhub.cluster.Target;
import io.shardhub.cluster.UserDevices;
import io.shardhub.core.internal.admission.Revocation;
import io.shardhub.core.internal.admission.Revocations;
import io.shardhub.core.internal.care.Chore;
import io.shardhub.core.internal.shard.Roster;
import io.shardhub.core.internal.shard.Shard;
import io.shardhub.core.internal.shard.ShardContext;
import io.shardhub.core.internal.shard.Switchboard;
import io.shardhub.event.HubEvent;
import io.shardhub.options.ClusterOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A hub as a node of its cluster, or as the only one if it has no bus. The bus calls it on its own thread; what takes time or
 * is to be told is left to the caretaker.
 */
@AnyThread
public final class HubCluster implements Cluster, ClusterListener, Chore {

    private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Heartbeats, beside a report, until all nodes know of a load that has changed. */
    private static final int SETTLING = 2;

    private final String name;
    private final ClusterOptions options;
    private final NodeInfo info;
    private final ShardContext context;
    private final Switchboard switchboard;
    private final Roster roster;
    private final Locals locals;
    private final SharedRevocations revocations;
    private final @Nullable ClusterBus bus;
    private final @Nullable Relay relay;
    private final Questions questions;
    private final Awaited awaited = new Awaited();
    private final NodeNews news = new NodeNews();
    private final long reportNanos;
    private final long settleNanos; // until all nodes know of a load that has changed
    private volatile Runnable caretaker = () -> {}; // wakes it up
    private volatile boolean draining;
    private volatile boolean redirected; // a drain has begun or is over, and the caretaker does not know
    private volatile boolean leaving;

    /* The caretaker's. */
    private final Shedding shedding;
    private long reportAt;

    /** A node that has not joined. */
    public HubCluster(
            ShardContext context,
            Switchboard switchboard,
            Roster roster,
            Revocations revocations,
            @Nullable ClusterBus bus) {
        this.name = context.options().name();
        this.options = context.options().cluster();
        this.info = new NodeInfo(name, options.url().isEmpty() ? null : options.url());
        this.context = context;
        this.switchboard = switchboard;
        this.roster = roster;
        this.locals = new Locals(context.indexes().users(), roster);
        this.bus = bus;
        this.relay = bus == null ? null : new Relay(bus, switchboard);
        long now = context.runtime().nanoTime();
        this.revocations = new SharedRevocations(revocations, locals, bus, relay, now);
        this.questions = new Questions(options.answer().toNanos(), now);
        this.reportNanos = Math.min(REPORT_NANOS, options.heartbeat().toNanos());
        this.settleNanos = reportNanos + SETTLING * options.heartbeat().toNanos();
        this.shedding = new Shedding(
                options.balance(),
                new Evacuation(roster, context.protocol()),
                new Balance(options.balance(), settleNanos, now),
                context.options().closing().grace(),
                now);
        this.reportAt = now;
    }

    /** Joins; {@code wakeUp} wakes the caretaker up. */
    public void start(Runnable wakeUp) {
        caretaker = wakeUp;
        if (bus != null) {
            bus.start(info, this);
            bus.report(load());
        }
    }

    /** The node is about to go: others are not to send anybody here. */
    public void prepareToLeave() {
        leaving = true;
        if (bus != null) {
            bus.report(load());
        }
    }

    /** Leaves; nothing more comes from other nodes. */
    public void stop() {
        questions.end();
        awaited.end(new IllegalStateException("hub " + name + " is closed"));
        if (bus != null) {
            bus.close();
        }
    }

    /** What messages for other nodes go through; null if there are none. */
    public @Nullable Relay relay() {
        return relay;
    }

    /** Whether the node takes no new clients and sends away those that it has. */
    public boolean isDraining() {
        return draining;
    }

    /** Why no new clients should come, in words. */
    public List<String> unready() {
        List<String> reasons = new ArrayList<>();
        if (draining) {
            reasons.add("node " + name + " is being drained");
        }
        BusSnapshot now = bus == null ? BusSnapshot.NONE : bus.snapshot();
        if (!now.verified()) {
            reasons.add("cluster: what other nodes publish is not known to arrive"
                    + (now.fault() == null ? "" : ": " + now.fault()));
        }
        return reasons;
    }

    private NodeLoad load() {
        List<Shard> shards = switchboard.shards();
        double deliveries = shards.stream().mapToDouble(Shard::deliveries).sum();
        int capacity = (int) Math.min(Integer.MAX_VALUE, roster.capacity());
        return new NodeLoad(switchboard.clients(), capacity, shards.size(), deliveries, draining || leaving);
    }

    // ---- Cluster ----

    @Override
    public String self() {
        return name;
    }

    @Override
    public List<NodeStatus> nodes() {
        return bus == null ? List.of(me()) : bus.nodes();
    }

    private NodeStatus me() {
        return new NodeStatus(info, 0, load(), Duration.ZERO);
    }

    private List<NodeStatus> others() {
        return bus == null
                ? List.of()
                : bus.nodes().stream().filter(node -> !node.id().equals(name)).toList();
    }

    @Override
    public ClusterSnapshot snapshot() {
        return bus == null || relay == null
                ? new ClusterSnapshot(nodes(), BusSnapshot.NONE, 0, 0, 0, shedding.sentAway())
                : new ClusterSnapshot(
                        nodes(),
                        bus.snapshot(),
                        relay.refusedHere(),
                        relay.unknown(),
                        relay.malformed(),
                        shedding.sentAway());
    }

    @Override
    public CompletableFuture<UserDevices> find(String userId) {
        return ask(userId, locals.count(userId), number -> new Parcel.Find(number, userId));
    }

    @Override
    public CompletableFuture<UserDevices> disconnect(String userId, CloseReason reason) {
        return ask(userId, locals.disconnect(userId, reason), number -> new Parcel.Disconnect(number, userId, reason));
    }

    private CompletableFuture<UserDevices> ask(String userId, int here, Function<Long, Parcel> parcel) {
        Set<String> others = others().stream().map(NodeStatus::id).collect(Collectors.toSet());
        Questions.Asked asked =
                questions.ask(userId, name, here, others, context.runtime().nanoTime());
        if (!say(new Target.All(), parcel.apply(asked.number())).isAccepted()) {
            questions.giveUp(asked.number());
        }
        caretaker.run(); // it sees to the deadline
        return asked.end();
    }

    @Override
    public SendResult revoke(String credentialId, Instant until) {
        return revoke(Revocation.Kind.CREDENTIAL, credentialId, until);
    }

    @Override
    public SendResult revokeUser(String userId, Instant until) {
        return revoke(Revocation.Kind.USER, userId, until);
    }

    private SendResult revoke(Revocation.Kind kind, String name, Instant until) {
        return revocations.revoke(new Revocation(kind, name, context.runtime().instant(), until));
    }

    @Override
    public CompletableFuture<Void> drain(String nodeId) {
        if (nodes().stream().noneMatch(node -> node.id().equals(nodeId))) {
            return CompletableFuture.failedFuture(new IllegalArgumentException("node: " + nodeId + " (expected: one of "
                    + nodes().stream().map(NodeStatus::id).toList() + ")"));
        }
        SendResult told = tell(nodeId, true);
        if (!told.isAccepted()) {
            return CompletableFuture.failedFuture(
                    new IllegalStateException("node " + nodeId + " cannot be told: " + told));
        }
        CompletableFuture<Void> end = awaited.empty(
                nodeId, context.runtime().nanoTime() + options.answer().toNanos() + settleNanos);
        caretaker.run();
        return end;
    }

    @Override
    public SendResult reopen(String nodeId) {
        return tell(nodeId, false);
    }

    private SendResult tell(String nodeId, boolean newDraining) {
        if (nodeId.equals(name)) {
            drainHere(newDraining);
            return SendResult.ACCEPTED;
        }
        return say(new Target.Node(nodeId), new Parcel.Drain(newDraining));
    }

    private void drainHere(boolean newDraining) {
        if (newDraining != draining) {
            redirected = true; // before it counts: a drain does not act on requests from before
        }
        draining = newDraining;
        if (bus != null) {
            bus.report(load());
        }
        caretaker.run();
    }

    // ---- the bus ----

    @Override
    public void received(ClusterMessage message) {
        if (relay != null) {
            relay.received(message, this::heard);
        }
    }

    private void heard(String origin, Parcel parcel) {
        if (parcel instanceof Parcel.Find find) {
            answer(origin, find.question(), locals.count(find.userId()));
        } else if (parcel instanceof Parcel.Disconnect disconnect) {
            answer(origin, disconnect.question(), locals.disconnect(disconnect.userId(), disconnect.reason()));
        } else if (parcel instanceof Parcel.Answer answer) {
            questions.answered(answer.question(), origin, answer.count());
        } else if (parcel instanceof Parcel.Drain drain) {
            drainHere(drain.draining());
        } else if (parcel instanceof Parcel.Revoke revoke) {
            revocations.heard(revoke);
        } else if (parcel instanceof Parcel.AskRevocations) {
            revocations.tell(new Target.Node(origin));
        }
    }

    private void answer(String origin, long question, int count) {
        say(new Target.Node(origin), new Parcel.Answer(question, count)); // if refused, who asked hears silence
    }

    private SendResult say(Target target, Parcel parcel) {
        return relay == null ? SendResult.REFUSED : relay.say(target, parcel);
    }

    @Override
    public void lost(Loss loss) {
        news.lost(loss);
        revocations.missed();
        caretaker.run();
    }

    @Override
    public void joined(NodeStatus node) {
        revocations.tell(new Target.Node(node.id()));
        tell(new HubEvent.NodeJoined(node));
    }

    @Override
    public void left(NodeStatus node) {
        questions.gone(node.id());
        awaited.left(node.id());
        tell(new HubEvent.NodeLeft(node));
    }

    @Override
    public void died(NodeStatus node) {
        questions.gone(node.id());
        awaited.died(node.id());
        tell(new HubEvent.NodeDied(node));
    }

    @Override
    public void healthChanged(boolean verified) {
        if (verified) {
            revocations.missed();
        }
        tell(new HubEvent.ClusterHealthChanged(verified));
    }

    private void tell(HubEvent event) {
        news.add(event);
        caretaker.run();
    }

    // ---- the caretaker ----

    @Override
    public void check(long now, Consumer<HubEvent> events) {
        news.tell(events);
        questions.check(now);
        revocations.check(now);
        if (bus != null && now - reportAt >= 0) {
            reportAt = now + reportNanos;
            bus.report(load());
        }
        if (redirected) {
            redirected = false;
            shedding.startAfresh();
        }
        if (draining) {
            shedding.drain(others(), now, events);
        } else if (shedding.nanosUntilDue(false, now) <= 0) {
            balanceStep(now, events);
        }
        if (!awaited.isEmpty()) {
            awaited.check(nodesNow(), now);
        }
    }

    /* Not while it cannot know what the others have. */
    private void balanceStep(long now, Consumer<HubEvent> events) {
        if (bus == null || leaving || !bus.snapshot().verified()) {
            shedding.postpone(now);
        } else {
            shedding.balance(me(), others(), now, events);
        }
    }

    /* Its own load is what it is now, not what it reported last. */
    private List<NodeStatus> nodesNow() {
        List<NodeStatus> nodes = new ArrayList<>(others());
        nodes.add(me());
        return nodes;
    }

    @Override
    public boolean hasWork() {
        return !news.isEmpty();
    }

    @Override
    public long nanosUntilDue(long now) {
        long due = Math.min(bus == null ? Long.MAX_VALUE : reportAt - now, shedding.nanosUntilDue(draining, now));
        due = Math.min(due, revocations.nanosUntilDue(now));
        return questions.isEmpty() && awaited.isEmpty() ? due : Math.min(due, STEP_NANOS);
    }
}
