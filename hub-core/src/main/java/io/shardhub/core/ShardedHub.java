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
import io.shardhub.core.internal.admission.Admission;
import io.shardhub.core.internal.outbox.OutboxLimits;
import io.shardhub.core.internal.shard.HubClient;
import io.shardhub.core.internal.shard.Roster;
import io.shardhub.core.internal.shard.Shard;
import io.shardhub.core.internal.shard.ShardContext;
import io.shardhub.core.internal.shard.Switchboard;
import io.shardhub.core.internal.shard.TakerIndex;
import io.shardhub.options.HubOptions;
import io.shardhub.snapshot.HubSnapshot;
import io.shardhub.snapshot.RefusalCause;
import io.shardhub.snapshot.ShardSnapshot;
import io.shardhub.transport.Connection;
import io.shardhub.transport.Refusal;
import io.shardhub.transport.Registration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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
    private final Admission admission;
    private final Switchboard switchboard;
    private volatile HubState state = HubState.NEW; // changed by moves() only
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();

    /** A hub with the default parts. */
    public ShardedHub(HubOptions options) {
        this(options, HubParts.defaults());
    }

    /** A hub with a strategy, a protocol or a runtime of your own. */
    public ShardedHub(HubOptions options, HubParts parts) {
        this.options = options;
        this.parts = parts;
        this.roster = new Roster(options.name(), options.shards().maxClients());
        this.admission = new Admission(options.admission(), parts.runtime());
        ShardContext context = new ShardContext(
                options,
                parts.runtime(),
                parts.protocol(),
                OutboxLimits.of(options.outbox()),
                new ShardContext.Indexes(new TakerIndex(), new TakerIndex()),
                roster::leave);
        this.switchboard = new Switchboard(context, parts.strategyFor(options.shards()));
    }

    @Override
    public void start() {
        if (!moves(HubState.NEW, HubState.RUNNING)) {
            throw new IllegalStateException("hub " + options.name() + " is " + state + " (expected: NEW)");
        }
        switchboard.start();
        LOG.info(
                "hub {}: running with {} shards",
                options.name(),
                options.shards().count());
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
        if (state != HubState.RUNNING) {
            return refuse(RefusalCause.NOT_RUNNING, "is " + state);
        } else if (!roster.hasPlace()) {
            return refuse(RefusalCause.HUB_FULL, "is full: " + options.shards().maxClients() + " clients");
        } else if (!admission.hasToken()) {
            return refuse(
                    RefusalCause.RATE,
                    "takes " + options.admission().connectsPerSecond() + " new connections per second");
        }
        return Optional.empty();
    }

    private Optional<Refusal> refuse(RefusalCause cause, String why) {
        admission.refuse(cause);
        return Optional.of(new Refusal(
                "hub " + options.name() + " " + why, options.admission().retryAfter()));
    }

    @Override
    public Registration register(Connection connection, Identity identity, ClientListener listener) {
        Shard shard = shardFor(identity);
        Shard keeper = shard == null ? switchboard.shards().get(0) : shard;
        HubClient client = new HubClient(roster.newId(), identity, connection, listener, keeper);
        if (shard == null) {
            turnAway(client, connection, RefusalCause.NO_SHARD);
        } else if (state != HubState.RUNNING) {
            turnAway(client, connection, RefusalCause.NOT_RUNNING);
        } else if (!admission.takeToken()) {
            turnAway(client, connection, RefusalCause.RATE);
        } else if (!roster.takePlace()) {
            turnAway(client, connection, RefusalCause.HUB_FULL);
        } else {
            roster.enter(client);
            if (!shard.register(client)) {
                roster.withdraw(client);
                turnAway(client, connection, RefusalCause.OVERLOADED);
            }
        }
        if (state == HubState.STOPPED) { // if not, whoever stops the hub sees this client
            switchboard.sweep(SHUTDOWN);
        }
        return client;
    }

    private @Nullable Shard shardFor(Identity identity) {
        try {
            return switchboard.shardFor(identity);
        } catch (RuntimeException e) {
            LOG.error("hub {}: the strategy has no shard for {}", options.name(), identity.userId(), e);
            return null;
        }
    }

    private void turnAway(HubClient client, Connection connection, RefusalCause cause) {
        admission.refuse(cause);
        try {
            connection.close(cause.reason());
        } catch (RuntimeException e) {
            LOG.warn("hub {}: a connection threw while it was turned away: {}", options.name(), connection, e);
        }
        client.turnAway(cause.reason()); // its shard sees to it that it really ends
    }

    @Override
    public Message message(String type, @Nullable Object data) {
        return Message.of(type, parts.protocol().toData(data));
    }

    @Override
    public PublishResult broadcast(Message message) {
        return isOpen() ? switchboard.broadcast(message) : PublishResult.CLOSED;
    }

    @Override
    public PublishResult sendToUser(String userId, Message message) {
        return isOpen() ? switchboard.sendToUser(userId, message) : PublishResult.CLOSED;
    }

    @Override
    public PublishResult publish(String topic, Message message) {
        return isOpen() ? switchboard.publish(topic, message) : PublishResult.CLOSED;
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
        long[] waiting = new long[options.shards().count()];
        for (HubClient client : roster.clients()) {
            waiting[client.shard().index()] += client.waiting();
        }
        List<ShardSnapshot> shards = new ArrayList<>();
        for (Shard shard : switchboard.shards()) {
            shards.add(shard.snapshot(waiting[shard.index()]));
        }
        return new HubSnapshot(
                options.name(), state(), shards, roster.connected(), admission.refused(), roster.closed());
    }

    @Override
    public void close() {
        if (moves(HubState.NEW, HubState.STOPPED)) {
            switchboard.sweep(SHUTDOWN);
            stopped.complete(null);
        } else if (moves(HubState.RUNNING, HubState.DRAINING)) {
            try {
                shutDown();
            } finally { // others may wait for the end, whatever happens here
                moves(HubState.DRAINING, HubState.STOPPED);
                switchboard.sweep(SHUTDOWN);
                LOG.info("hub {}: stopped", options.name());
                stopped.complete(null);
            }
        } else {
            stopped.join();
        }
    }

    private void shutDown() {
        Duration jitter = options.closing().reconnectJitter();
        switchboard.broadcast(message("hub.reconnect", Map.of("afterMs", 0, "jitterMs", jitter.toMillis()))
                .withPriority(Priority.CRITICAL));
        CompletableFuture<Void> emptied = switchboard.closeAll(SHUTDOWN);
        if (!parts.runtime().await(emptied, options.closing().shutdown().toNanos())) {
            switchboard.abortAll();
            if (!parts.runtime().await(emptied, LAST_NANOS)) {
                LOG.warn("hub {}: clients are left behind at shutdown", options.name());
            }
        }
        if (!switchboard.stop(LAST_NANOS)) {
            LOG.warn("hub {}: a shard thread does not end", options.name());
        }
    }
}
