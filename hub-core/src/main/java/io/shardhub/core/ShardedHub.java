package io.shardhub.core;

import io.shardhub.Client;
import io.shardhub.ClientListener;
import io.shardhub.CloseCode;
import io.shardhub.CloseReason;
import io.shardhub.Hub;
import io.shardhub.HubState;
import io.shardhub.Message;
import io.shardhub.Priority;
import io.shardhub.PublishResult;
import io.shardhub.auth.Identity;
import io.shardhub.cluster.Cluster;
import io.shardhub.cluster.ClusterBus;
import io.shardhub.cluster.Target;
import io.shardhub.core.internal.admission.Admission;
import io.shardhub.core.internal.admission.Headcount;
import io.shardhub.core.internal.admission.Revocations;
import io.shardhub.core.internal.care.Caretaker;
import io.shardhub.core.internal.care.Chore;
import io.shardhub.core.internal.care.Deadlines;
import io.shardhub.core.internal.care.EventDesk;
import io.shardhub.core.internal.cluster.HubCluster;
import io.shardhub.core.internal.cluster.Interest;
import io.shardhub.core.internal.cluster.Relay;
import io.shardhub.core.internal.door.Door;
import io.shardhub.core.internal.log.ClientLog;
import io.shardhub.core.internal.metrics.Measurements;
import io.shardhub.core.internal.outbox.OutboxLimits;
import io.shardhub.core.internal.shard.Cut;
import io.shardhub.core.internal.shard.HubClient;
import io.shardhub.core.internal.shard.Roster;
import io.shardhub.core.internal.shard.ShardContext;
import io.shardhub.core.internal.shard.Shutdown;
import io.shardhub.core.internal.shard.Switchboard;
import io.shardhub.core.internal.shard.TakerIndex;
import io.shardhub.core.runtime.StandIn;
import io.shardhub.event.HubEventListener;
import io.shardhub.log.Keys;
import io.shardhub.options.ClosingOptions;
import io.shardhub.options.HubOptions;
import io.shardhub.sharding.RebalancePlan;
import io.shardhub.sharding.ShardingStrategy;
import io.shardhub.snapshot.HubSnapshot;
import io.shardhub.transport.Connection;
import io.shardhub.transport.Refusal;
import io.shardhub.transport.Registration;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A hub of one or more shards, each with a thread of its own. It sends; what clients send in is the business of
 * {@link Manager}, or of your own transport.
 */
public final class ShardedHub implements Hub {

    private static final Logger LOG = LoggerFactory.getLogger(ShardedHub.class);

    /** What is left for threads to end and for aborted clients to be struck out once the shutdown limit is reached. */
    private static final long LAST_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final CloseReason SHUTDOWN = CloseReason.of(CloseCode.SHUTDOWN, "server shutdown");

    private final HubOptions options;
    private final HubParts parts;
    private final Roster roster;
    private final ClientLog clientLog;
    private final Headcount headcount;
    private final Door door;
    private final Deadlines deadlines;
    private final ShardContext context;
    private final Switchboard switchboard;
    private final EventDesk events;
    private final HubCluster cluster;
    private final @Nullable Relay relay; // to other nodes; null if there are none
    private final HubView view;
    private final Caretaker caretaker;
    private volatile HubState state = HubState.NEW; // changed by moves() only
    private volatile boolean sending; // takes messages to send: from the start until the last handler has ended
    private LongConsumer handlers = limitNanos -> {}; // set before the start
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();

    /** A hub with the default parts. */
    public ShardedHub(HubOptions options) {
        this(options, HubParts.defaults());
    }

    /** A hub with a strategy, a protocol or a runtime of your own. */
    public ShardedHub(HubOptions options, HubParts parts) {
        this.options = options;
        this.parts = parts;
        this.events = new EventDesk(options.name(), parts.runtime());
        this.deadlines = new Deadlines(options.name(), parts.runtime());
        this.clientLog = new ClientLog(options.name(), parts.runtime());
        this.roster = new Roster(options.name(), options.shards().maxClients());
        this.headcount = new Headcount(options.limits());
        ShardingStrategy strategy = parts.strategyFor(options.shards());
        this.context = new ShardContext(
                options,
                parts.runtime(),
                parts.protocol(),
                OutboxLimits.of(options.outbox()),
                new ShardContext.Indexes(
                        takers(parts.cluster(), Target.User::new), takers(parts.cluster(), Target.Topic::new)),
                new Cut(),
                strategy.keepsUsersTogether(),
                this::departed,
                new Measurements(parts.runtime(), options.metrics().enabled()));
        this.switchboard = new Switchboard(context, strategy);
        Revocations revocations = new Revocations(options.name(), options.auth().maxRevoked(), parts.runtime());
        this.cluster = new HubCluster(context, switchboard, roster, revocations, parts.cluster());
        this.relay = cluster.relay();
        Admission admission = new Admission(options.admission(), parts.runtime());
        this.door = new Door(
                options,
                () -> state,
                new Door.House(cluster, roster, switchboard, clientLog, parts.runtime()::nanoTime),
                admission,
                headcount,
                revocations);
        this.view = new HubView(context, new HubView.Places(switchboard, roster, admission, cluster), this::state);
        events.listen(context.measurements());
        this.caretaker = new Caretaker(
                options, parts.runtime(), switchboard, roster, events, Chore.all(List.of(cluster, view, deadlines)));
        view.watch(caretaker::problems);
        deadlines.wakeBy(caretaker::wakeUp);
    }

    private void departed(Client client, CloseReason reason) {
        roster.leave(client, reason);
        headcount.leave(client);
        clientLog.disconnected(client, ((HubClient) client).shard().index(), reason);
    }

    private static TakerIndex takers(@Nullable ClusterBus bus, Function<String, Target> target) {
        return new TakerIndex(bus == null ? TakerIndex.Watch.NONE : new Interest(bus, target));
    }

    @Override
    public synchronized void start() {
        if (state != HubState.NEW) {
            throw new IllegalStateException("hub " + options.name() + " is " + state + " (expected: NEW)");
        }
        context.measurements().started();
        cluster.start(caretaker::wakeUp); // before clients come, who make it subscribe
        moves(HubState.NEW, HubState.RUNNING);
        sending = true;
        switchboard.start();
        caretaker.start();
        int shards = options.shards().count();
        Keys.line(LOG.atInfo(), "hub_started", options.name())
                .log("hub {}: running with {} shards", options.name(), shards);
    }

    @Override
    public HubState state() {
        return state;
    }

    private synchronized boolean moves(HubState from, HubState to) {
        boolean legal = state == from;
        if (legal) {
            state = to;
        }
        return legal;
    }

    /** Why a connection is refused now, and counted as refused; empty if there is room. */
    Optional<Refusal> refusal() {
        return door.refusal("", false);
    }

    Door door() {
        return door;
    }

    /** Has handlers come to their end, within so many nanoseconds, before clients are closed; set before the start. */
    void finishFirst(LongConsumer newHandlers) {
        handlers = newHandlers;
    }

    /** What is done when its time has come. */
    Deadlines deadlines() {
        return deadlines;
    }

    @Override
    public Registration register(Connection connection, Identity identity, ClientListener listener) {
        return register(connection, identity, listener, new StandIn());
    }

    /** As {@link #register}; that stand-in may deliver to the client in its shard's place. */
    Registration register(Connection connection, Identity identity, ClientListener listener, StandIn standIn) {
        HubClient client = new HubClient(roster.newId(), identity, connection, listener, standIn, context);
        door.take(client, connection);
        if (state == HubState.STOPPED) { // if not, whoever stops the hub sees this client
            switchboard.sweep(SHUTDOWN);
        }
        return client;
    }

    @Override
    public Message message(String type, @Nullable Object data) {
        return Message.of(type, parts.protocol().toData(data));
    }

    @Override
    public PublishResult broadcast(Message message) {
        if (!sending) {
            return PublishResult.CLOSED;
        }
        PublishResult here = switchboard.broadcast(message);
        return relay == null ? here : relay.broadcast(message, here);
    }

    @Override
    public PublishResult sendToUser(String userId, Message message) {
        if (!sending) {
            return PublishResult.CLOSED;
        }
        PublishResult here = switchboard.sendToUser(userId, message);
        return relay == null ? here : relay.sendToUser(userId, message, here);
    }

    @Override
    public PublishResult publish(String topic, Message message) {
        if (!sending) {
            return PublishResult.CLOSED;
        }
        PublishResult here = switchboard.publish(topic, message);
        return relay == null ? here : relay.publish(topic, message, here);
    }

    private boolean isOpen() {
        return state == HubState.RUNNING;
    }

    @Override
    public Optional<Client> client(String clientId) {
        return Optional.ofNullable(roster.find(clientId));
    }

    @Override
    public Collection<Client> clients() {
        return Collections.unmodifiableCollection(roster.clients());
    }

    @Override
    public HubSnapshot snapshot() {
        return view.hub();
    }

    /** What is to be seen of this hub. */
    HubView view() {
        return view;
    }

    /** The cluster that this hub is a node of; of this node alone if it was given no bus. */
    public Cluster cluster() {
        return cluster;
    }

    // ---- shards ----

    /** Tells a listener what happens to the hub from now on. */
    public void listen(HubEventListener listener) {
        events.listen(listener);
    }

    /**
     * Evens out the load of the shards now.
     *
     * @return completes with the plan when it is carried out; exceptionally if the hub is closed before
     */
    public CompletableFuture<RebalancePlan> rebalance() {
        return isOpen() ? caretaker.rebalance() : CompletableFuture.failedFuture(notRunning());
    }

    /**
     * Moves all clients of a shard to others; it takes no new ones until it is {@linkplain #reopenShard reopened}.
     *
     * @return completes when nobody is in the shard; exceptionally if there is no such shard, if it is the last one that takes
     *     clients, or if the hub is closed before
     */
    public CompletableFuture<Void> drainShard(int shard) {
        return isOpen() ? caretaker.drain(shard) : CompletableFuture.failedFuture(notRunning());
    }

    /** Lets a shard that was drained take clients again; completes when it does. */
    public CompletableFuture<Void> reopenShard(int shard) {
        return isOpen() ? caretaker.reopen(shard) : CompletableFuture.failedFuture(notRunning());
    }

    /**
     * Changes the number of shards, and with it the number of clients that the hub takes. New shards get their part of the
     * clients; the last shards are emptied before they go. Nobody is disconnected.
     *
     * @param count 1 to 256
     * @return completes when there are so many shards; exceptionally if the hub is closed before
     */
    public CompletableFuture<Void> resize(int count) {
        options.shards().withCount(count); // refuses what is out of range
        return isOpen() ? caretaker.resize(count) : CompletableFuture.failedFuture(notRunning());
    }

    private IllegalStateException notRunning() {
        return new IllegalStateException("hub " + options.name() + " is " + state + " (expected: RUNNING)");
    }

    @Override
    public void close() {
        if (moves(HubState.NEW, HubState.STOPPED)) {
            switchboard.sweep(SHUTDOWN);
            cluster.stop();
            stopped.complete(null);
        } else if (moves(HubState.RUNNING, HubState.DRAINING)) {
            try {
                shutDown();
            } finally { // others may wait for the end, whatever happens here
                moves(HubState.DRAINING, HubState.STOPPED);
                switchboard.sweep(SHUTDOWN);
                Keys.line(LOG.atInfo(), "hub_stopped", options.name()).log("hub {}: stopped", options.name());
                stopped.complete(null);
            }
        } else {
            stopped.join();
        }
    }

    private Message reconnectHint() {
        Duration jitter = options.closing().reconnectJitter();
        return message("hub.reconnect", Map.of("afterMs", 0, "jitterMs", jitter.toMillis()))
                .withPriority(Priority.CRITICAL);
    }

    /** The last client that is closed has its drain and its grace, too. */
    private static long spreadWithin(long left, ClosingOptions closing) {
        long last = closing.drain().plus(closing.grace()).toNanos();
        return Math.max(0, Math.min(closing.spread().toNanos(), left - last));
    }

    private void left(String event, String what) {
        Keys.line(LOG.atWarn(), event, options.name()).log("hub {}: {}", options.name(), what);
    }

    private void shutDown() {
        ClosingOptions closing = options.closing();
        long limit = closing.shutdown().toNanos();
        long deadline = parts.runtime().nanoTime() + limit;
        cluster.prepareToLeave();
        handlers.accept(Math.min(closing.drain().toNanos(), limit / 2));
        sending = false;
        long left = Math.max(0, deadline - parts.runtime().nanoTime());
        CompletableFuture<Void> emptied =
                switchboard.closeAll(new Shutdown(SHUTDOWN, reconnectHint(), spreadWithin(left, closing)));
        if (!parts.runtime().await(emptied, left)) {
            switchboard.abortAll();
            if (!parts.runtime().await(emptied, LAST_NANOS)) {
                left("clients_left", "clients are left behind at shutdown");
            }
        }
        if (!caretaker.stop(LAST_NANOS)) {
            left("thread_left", "the caretaker's thread does not end");
        }
        if (!switchboard.stop(LAST_NANOS)) {
            left("thread_left", "a shard thread does not end");
        }
        cluster.stop();
    }
}
