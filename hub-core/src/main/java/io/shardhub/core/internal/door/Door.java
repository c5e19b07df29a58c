package io.shardhub.core.internal.door;

import io.shardhub.Client;
import io.shardhub.CloseCode;
import io.shardhub.CloseReason;
import io.shardhub.HubState;
import io.shardhub.annotation.AnyThread;
import io.shardhub.auth.Identity;
import io.shardhub.core.internal.admission.Admission;
import io.shardhub.core.internal.admission.Headcount;
import io.shardhub.core.internal.admission.Revocations;
import io.shardhub.core.internal.cluster.HubCluster;
import io.shardhub.core.internal.log.ClientLog;
import io.shardhub.core.internal.shard.HubClient;
import io.shardhub.core.internal.shard.Roster;
import io.shardhub.core.internal.shard.Shard;
import io.shardhub.core.internal.shard.Switchboard;
import io.shardhub.log.Keys;
import io.shardhub.log.NodeLog;
import io.shardhub.options.HubOptions;
import io.shardhub.snapshot.RefusalCause;
import io.shardhub.transport.Connection;
import io.shardhub.transport.Refusal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Lets clients in, or turns them away and counts why. */
@AnyThread
public final class Door {

    private static final Logger LOG = LoggerFactory.getLogger(Door.class);

    private static final int UNAUTHORIZED = 401;
    private static final int TOO_MANY_REQUESTS = 429;

    private final HubOptions options;
    private final Supplier<HubState> state;
    private final House house;
    private final Admission admission;
    private final Headcount headcount;
    private final Revocations revocations;
    private final NodeLog strategies;
    private final NodeLog connections;

    /** What is behind the door, and the log of who comes. */
    public record House(
            HubCluster cluster, Roster roster, Switchboard switchboard, ClientLog log, LongSupplier clock) {}

    /** The door of a hub, which says what state it is in. */
    public Door(
            HubOptions options,
            Supplier<HubState> state,
            House house,
            Admission admission,
            Headcount headcount,
            Revocations revocations) {
        this.options = options;
        this.state = state;
        this.house = house;
        this.strategies = new NodeLog(LOG, options.name(), house.clock);
        this.connections = new NodeLog(LOG, options.name(), house.clock);
        this.admission = admission;
        this.headcount = headcount;
        this.revocations = revocations;
    }

    // ---- before the upgrade ----

    /** Why a connection from an address is refused now, and counted as refused; empty if there is room. */
    public Optional<Refusal> refusal(String address, boolean returning) {
        if (state.get() != HubState.RUNNING) {
            return refuse(RefusalCause.NOT_RUNNING, "is " + state.get());
        } else if (house.cluster.isDraining()) {
            return refuse(RefusalCause.DRAINING, "is being drained");
        } else if (!house.roster.hasPlace()) {
            return refuse(RefusalCause.HUB_FULL, "is full: " + options.shards().maxClients() + " clients");
        } else if (!admission.hasToken(returning)) {
            return refuse(
                    RefusalCause.RATE,
                    "takes " + options.admission().connectsPerSecond() + " new connections per second");
        } else if (headcount.isAddressFull(address)) {
            LOG.debug("hub {}: {} has too many connections; if it is a proxy, say so", options.name(), address);
            return refuse(TOO_MANY_REQUESTS, RefusalCause.ADDRESS_FULL);
        }
        return Optional.empty();
    }

    /** Why somebody is refused, and counted as refused; empty if it may come in. */
    public Optional<Refusal> refusal(Identity identity) {
        if (revocations.concern(identity)) {
            return refuse(UNAUTHORIZED, RefusalCause.REVOKED);
        }
        if (headcount.isUserFull(identity.userId())) {
            return refuse(TOO_MANY_REQUESTS, RefusalCause.USER_FULL);
        }
        return Optional.empty();
    }

    private Optional<Refusal> refuse(int status, RefusalCause cause) {
        admission.refuse(cause);
        Duration retryAfter =
                status == UNAUTHORIZED ? Duration.ZERO : options.admission().retryAfter();
        return Optional.of(new Refusal(status, cause.reason().text(), retryAfter));
    }

    private Optional<Refusal> refuse(RefusalCause cause, String why) {
        admission.refuse(cause);
        return Optional.of(new Refusal(
                "hub " + options.name() + " " + why, options.admission().retryAfter()));
    }

    /** Counts a connection that somebody else refused. */
    public void count(RefusalCause cause) {
        admission.refuse(cause);
    }

    /** Connections refused so far. */
    public Map<RefusalCause, Long> refused() {
        return admission.refused();
    }

    // ---- afterwards ----

    /** Takes a client in; if it cannot come in, its connection is closed. */
    public void take(HubClient client, Connection connection) {
        RefusalCause refusal = refusalOf(client);
        if (refusal != null) {
            admission.refuse(refusal);
            close(client, connection, refusal.reason());
        }
    }

    /** Admits a client; returns why it does not get in, and null if it does. */
    private @Nullable RefusalCause refusalOf(HubClient client) {
        try {
            return house.switchboard.admit(client, shard -> admit(client, shard));
        } catch (RuntimeException e) {
            strategies
                    .line(Level.ERROR, "strategy_failed")
                    .addKeyValue(Keys.CLIENT, client.id())
                    .setCause(e)
                    .log("hub {}: no shard for {}", options.name(), client);
            house.switchboard.shelter(client, RefusalCause.NO_SHARD);
            return RefusalCause.NO_SHARD;
        }
    }

    private @Nullable RefusalCause admit(HubClient client, Shard shard) {
        if (state.get() != HubState.RUNNING) {
            return RefusalCause.NOT_RUNNING;
        }
        if (house.cluster.isDraining()) {
            return RefusalCause.DRAINING;
        }
        if (revocations.concern(client.identity())) {
            return RefusalCause.REVOKED;
        }
        if (!admission.takeToken(client.identity().returning())) {
            return RefusalCause.RATE;
        }
        if (!house.roster.takePlace()) {
            return RefusalCause.HUB_FULL;
        }
        Headcount.Entry entry = headcount.enter(client);
        if (entry.refusal() != null) {
            house.roster.returnPlace();
            return entry.refusal();
        }
        house.roster.enter(client);
        if (!shard.register(client)) {
            house.roster.withdraw(client);
            headcount.leave(client);
            return RefusalCause.OVERLOADED;
        }
        Client replaced = entry.replaced();
        if (replaced != null) {
            replaced.close(CloseCode.REPLACED, "replaced by a newer connection");
        }
        closeIfRevoked(client);
        house.log.connected(client, shard.index());
        return null;
    }

    /** Whoever revokes remembers it first and then goes through the clients; this one was not to be seen then, or was another one. */
    public void closeIfRevoked(Client client) {
        if (revocations.concern(client.identity())) {
            client.close(RefusalCause.REVOKED.reason());
        }
    }

    /** Whether what somebody is known by was revoked. */
    public boolean isRevoked(Identity identity) {
        return revocations.concern(identity);
    }

    /** Closes a connection that is turned away; the shard that looks after it sees to it that it really ends. */
    private void close(HubClient client, Connection connection, CloseReason reason) {
        try {
            connection.close(reason);
        } catch (RuntimeException e) {
            connections
                    .line(Level.WARN, "connection_failed")
                    .addKeyValue(Keys.CLIENT, client.id())
                    .setCause(e)
                    .log("hub {}: the connection of {} threw while it was turned away", options.name(), client);
        }
    }
}
