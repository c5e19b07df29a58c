package io.shardhub.core.internal.shard;

import io.shardhub.Message;
import io.shardhub.snapshot.DropCause;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The clients of a shard that are on their way to another one, or from one. Owner only.
 *
 * <p>A move has three steps. The old shard <em>cuts</em>: at one instant the client takes its commands at the new shard, which
 * holds them. The old shard <em>departs</em>: when everything that was posted before the cut is carried out, it hands the
 * client over, with its outbox. The new shard <em>adopts</em>: it carries out what it held, and the client is one of its own.
 */
final class Migration {

    /** With so many entries of indexes to change a cut is full, once the devices of its last user are in: everybody who posts waits. */
    private static final int MAX_INDEX_CHANGES = 256;

    /**
     * The most slices on their way at a time. Each waits for the whole mailbox: one at a time, a shard that is busy would need
     * minutes to give its clients away. What comes for them meanwhile is held, message by message, so there is a bound.
     */
    private static final int MAX_DEPARTURES = 8;

    private final Shard shard;
    private final ShardContext context;
    private final ClientSet clients;
    private final Endings endings;
    private final ShardState state;
    private final ArrayDeque<MoveOrder> orders = new ArrayDeque<>();
    private final ArrayDeque<Departure> departures = new ArrayDeque<>();
    private final Map<HubClient, Arrival> arrivals = new LinkedHashMap<>(); // in order, so that runs can be repeated
    private final Map<String, List<Arrival>> arrivingUsers = new HashMap<>(); // the same by user

    /**
     * Clients that leave.
     *
     * @param position where the shard has carried out everything that was posted before the cut
     */
    private record Departure(long position, List<HubClient> slice) {}

    Migration(Shard shard, ShardContext context, ClientSet clients, Endings endings, ShardState state) {
        this.shard = shard;
        this.context = context;
        this.clients = clients;
        this.endings = endings;
        this.state = state;
    }

    boolean isEmpty() {
        return departures.isEmpty() && arrivals.isEmpty();
    }

    boolean hasOrders() {
        return !orders.isEmpty();
    }

    boolean hasDepartures() {
        return !departures.isEmpty();
    }

    // ---- away from here ----

    /** Takes an order to move clients away; it is worked off in slices, one per drain. */
    void onMoveClients(MoveOrder order) {
        orders.add(order);
    }

    /** Cuts a slice of the oldest order, unless many are on their way; returns how much was done. */
    int moveSlice() {
        MoveOrder order = orders.peek();
        if (order == null || departures.size() >= MAX_DEPARTURES) {
            return 0;
        }
        boolean wanted = order.left() > 0 && isPossible(order.target());
        List<HubClient> slice = wanted ? select(order.left()) : List.of();
        if (slice.isEmpty() && departures.isEmpty()) {
            orders.remove();
            order.finish();
            return 1;
        }
        if (slice.isEmpty()) {
            orders.add(orders.remove()); // it has ended when its clients have left; the others' turn
            return 0;
        }
        if (!context.cut().tryClose()) {
            return 0; // somebody is posting; later
        }
        int moved;
        try {
            moved = cut(slice, order.target());
        } finally {
            context.cut().open();
        }
        order.moved(moved);
        if (moved == 0) {
            orders.add(orders.remove()); // its target has no room, or all have changes on their way: the others' turn
        }
        return moved;
    }

    /** Final while the cut is closed: before it may be that all shards are about to close, and the target has closed already. */
    private boolean isPossible(Shard target) {
        return target.accepting() && !shard.isClosing();
    }

    private List<HubClient> select(int wanted) {
        int limit = Math.min(wanted, context.options().rebalance().slice());
        boolean together = context.keepsUsersTogether();
        Set<HubClient> slice = new LinkedHashSet<>();
        int changes = 0;
        Members everybody = clients.everybody();
        for (int i = 0; i < everybody.size() && slice.size() < limit && changes < MAX_INDEX_CHANGES; i++) {
            HubClient client = everybody.get(i);
            List<HubClient> group = together ? clients.ofUser(client.userId()) : List.of(client);
            if (group.stream().allMatch(this::isMovable) && slice.addAll(group)) {
                changes += group.stream().mapToInt(Migration::indexEntries).sum();
            }
        }
        return new ArrayList<>(slice);
    }

    private boolean isMovable(HubClient client) {
        return client.stage == Stage.OPEN && client.shard() == shard && !client.isChanging();
    }

    private static int indexEntries(HubClient client) {
        return 1 + (client.hasTopics() ? client.subscriptions().size() : 0);
    }

    /* The cut is closed: nobody posts to several shards, registers, or changes topics. Who sends to one of these clients looks
     * at its shard again when its place in the mailbox is fixed. */
    private int cut(List<HubClient> slice, Shard target) {
        removeChanging(slice);
        if (slice.isEmpty() || !isPossible(target)) {
            return 0;
        }
        if (!target.post(new ShardCommand.AnnounceClients(List.copyOf(slice)))) {
            return 0;
        }
        for (HubClient client : slice) {
            client.routeTo(target);
            context.indexes().users().move(client.userId(), shard.index(), target.index(), 1);
            if (client.hasTopics()) {
                for (String topic : client.subscriptions().keySet()) {
                    context.indexes().topics().move(topic, shard.index(), target.index(), 1);
                }
            }
        }
        shard.moved(target, slice.size());
        departures.add(new Departure(shard.position(), slice));
        return slice.size();
    }

    /** Only now it is exact who has changes on their way: a topic, or, if users are kept together, another device of theirs. */
    private void removeChanging(List<HubClient> slice) {
        if (!context.keepsUsersTogether()) {
            slice.removeIf(HubClient::isChanging);
            return;
        }
        Set<String> changing = new HashSet<>();
        for (HubClient client : slice) {
            String user = client.userId();
            int devices = context.indexes().users().count(user, shard.index());
            if (client.isChanging() || devices != clients.ofUser(user).size()) {
                changing.add(user);
            }
        }
        slice.removeIf(client -> changing.contains(client.userId()));
    }

    /** Hands over the clients whose last commands are carried out. */
    void departUpTo(long position) {
        Departure next = departures.peek();
        while (next != null && position - next.position >= 0) {
            departures.remove();
            depart(next.slice);
            next = departures.peek();
        }
    }

    private void depart(List<HubClient> slice) {
        for (HubClient client : slice) {
            client.departing = true;
            endings.flusher().release(client);
            if (client.stage != Stage.GONE) {
                clients.release(client);
            }
            shard.figures().carriedOut(client.outbox.waiting());
            client.outbox.leaveShard();
        }
        endings.flusher().forgetDeparting();
        endings.forgetDeparting();
        for (HubClient client : slice) {
            client.departing = false;
            client.dirty = false;
            client.watched = false;
            client.lingering = false;
            client.handOver();
        }
        endings.completeIfEmptied();
    }

    // ---- to here ----

    void onAnnounceClients(ShardCommand.AnnounceClients command) {
        for (HubClient client : command.clients()) {
            Arrival arrival = new Arrival(client, context.protocol());
            arrivals.put(client, arrival);
            arrivingUsers
                    .computeIfAbsent(client.userId(), user -> new ArrayList<>(1))
                    .add(arrival);
        }
        for (HubClient client : command.clients()) {
            arrives(client); // it may have been handed over before it was announced
        }
    }

    /** Adopts a client that is announced and handed over; whether it was, or still is, on its way in. */
    boolean arrives(HubClient client) {
        Arrival arrival = arrivals.isEmpty() ? null : arrivals.get(client);
        if (arrival == null) {
            return client.position < 0 && !client.isTurnedAway(); // not registered or not announced yet, or gone
        }
        if (client.owner() == shard) {
            adopt(arrival);
        }
        return true;
    }

    private void adopt(Arrival arrival) {
        HubClient client = arrival.client;
        if (!arrival.adopted) {
            arrival.adopted = true;
            shard.figures().carriedIn(client.outbox.waiting());
            client.outbox.enterShard(shard.ledger());
            if (client.stage != Stage.GONE) {
                clients.adopt(client);
                endings.arrived(client);
                endings.flusher().mark(client);
            }
        }
        for (ShardCommand command = arrival.peek(); command != null; command = arrival.peek()) {
            state.gather(command);
            arrival.poll();
            command.executeOn(state);
        }
        arrivals.remove(client);
        arrivingUsers.computeIfPresent(client.userId(), (user, devices) -> {
            devices.remove(arrival);
            return devices.isEmpty() ? null : devices;
        });
        client.outbox.refuse(DropCause.OUTBOX_FULL, arrival.shed());
        if (arrival.isOverflown() && client.stage == Stage.OPEN) {
            endings.overflowed(client);
        }
        state.onSignal(client); // it may have ended on its way
        endings.completeIfEmptied();
    }

    /** Goes on after another thread was stopped in the middle of the work. */
    void recover() {
        for (Arrival arrival : new ArrayList<>(arrivals.values())) {
            if (arrival.client.owner() == shard) {
                adopt(arrival);
            }
        }
    }

    // ---- what comes for clients that are on their way in ----

    /** Whether the client is on its way in; the command is then held for it. */
    boolean holds(HubClient client, ShardCommand command) {
        Arrival arrival = arrivals.isEmpty() ? null : arrivals.get(client);
        if (arrival == null || arrival.adopted) {
            return false;
        }
        hold(arrival, command);
        return true;
    }

    private void hold(Arrival arrival, ShardCommand command) {
        if (command instanceof ShardCommand.SendToClient message) {
            arrival.hold(message, context.limits());
        } else {
            arrival.hold(command);
        }
    }

    void holdForAll(Message message) {
        for (Arrival arrival : arrivals.values()) {
            hold(arrival, new ShardCommand.SendToClient(arrival.client, message));
        }
    }

    void holdForUser(String userId, Message message) {
        for (Arrival arrival : arrivingUsers.getOrDefault(userId, List.of())) {
            hold(arrival, new ShardCommand.SendToClient(arrival.client, message));
        }
    }

    void holdForTopic(String topic, Message message) {
        for (Arrival arrival : arrivals.values()) {
            if (arrival.takes(topic)) {
                hold(arrival, new ShardCommand.SendToClient(arrival.client, message));
            }
        }
    }
}
