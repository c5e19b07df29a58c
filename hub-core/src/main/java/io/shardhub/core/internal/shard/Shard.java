package io.shardhub.core.internal.shard;

import io.shardhub.CloseCode;
import io.shardhub.CloseReason;
import io.shardhub.Message;
import io.shardhub.Priority;
import io.shardhub.annotation.AnyThread;
import io.shardhub.annotation.ShardThread;
import io.shardhub.core.internal.outbox.FrameBatches;
import io.shardhub.core.internal.outbox.Ledger;
import io.shardhub.core.runtime.DutyCycle;
import io.shardhub.core.runtime.Loop;
import io.shardhub.sharding.ShardLoad;
import io.shardhub.snapshot.ShardSnapshot;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns a part of the hub's clients: carries out commands one by one, then writes for every client that they touched.
 *
 * <p>The mailbox, the load and the orders of the shutdown are shared between threads. Everything below them is plain state
 * of the shard thread; other threads see it only through counters, as estimates.
 */
public final class Shard implements DutyCycle, ShardLoad {

    private static final Logger LOG = LoggerFactory.getLogger(Shard.class);

    /** How soon a busy connection is asked again. */
    private static final long BUSY_RETRY_NANOS = 1_000_000;

    private static final int CLOSE_SLICE = 256;

    private final int index;
    private final ShardContext context;
    private final Mailbox mailbox;
    private final AtomicInteger load = new AtomicInteger();
    private final CompletableFuture<Void> emptied = new CompletableFuture<>();
    private volatile @Nullable Loop loop;
    private volatile @Nullable CloseReason closeAll;
    private volatile boolean abortAll;
    private volatile long drains; // written after every drain and read before the counters, which it so publishes

    private final Timing timing;
    private final Ledger ledger = new Ledger();
    private final ClientSet clients;
    private final Flusher flusher;
    private final Farewells farewells = new Farewells();
    private final LivenessCheck liveness;
    private long now;
    private long tickAt;
    private long failedCommands;
    private long drainCount;
    private boolean lastCommand; // the command that is carried out is the last that waited
    private boolean allLeaving; // the shutdown has reached every client
    private int turnedAway; // closing connections that never became clients

    /** A shard without clients, and not running. */
    public Shard(int index, ShardContext context) {
        this.index = index;
        this.context = context;
        this.mailbox = new Mailbox(context.options().shards().mailboxCapacity());
        this.timing = Timing.of(context.options());
        this.clients = new ClientSet(context.indexes(), index);
        Supervision supervision = new Supervision();
        this.flusher = new Flusher(new FrameBatches(), supervision);
        this.now = context.runtime().nanoTime();
        this.tickAt = now + timing.tick();
        this.liveness = new LivenessCheck(clients.everybody(), timing, supervision, now);
    }

    // ---- any thread ----

    /** Starts the shard's loop. */
    public void start() {
        loop = context.runtime().start("hub-" + context.options().name() + "-shard-" + index, this);
        woken(true); // what was posted before the loop was known here
    }

    /** Takes in a new client of this shard; false when the mailbox is full. */
    @AnyThread
    public boolean register(HubClient client) {
        load.incrementAndGet();
        context.indexes().users().add(client.userId(), index);
        if (post(new ShardCommand.RegisterClient(client))) {
            return true;
        }
        load.decrementAndGet();
        context.indexes().users().remove(client.userId(), index);
        return false;
    }

    /** Posts a command that carries a message; false when the mailbox is full. */
    @AnyThread
    public boolean postMessage(ShardCommand command) {
        return woken(mailbox.offerMessage(command));
    }

    /** Posts a command that changes who is there; false when the mailbox is full. */
    @AnyThread
    boolean post(ShardCommand command) {
        return woken(mailbox.offer(command));
    }

    @AnyThread
    void signal(HubClient client) {
        mailbox.offerSignal(client);
        woken(true);
    }

    private boolean woken(boolean posted) {
        Loop running = loop;
        if (posted && running != null) {
            running.wakeUp();
        }
        return posted;
    }

    /**
     * Closes all clients, in slices, after what waits in the mailbox is carried out.
     *
     * @return completes when the last client has gone
     */
    @AnyThread
    public CompletableFuture<Void> closeAll(CloseReason reason) {
        closeAll = reason;
        woken(true);
        return emptied;
    }

    /** Cuts off whoever is still there after {@link #closeAll}. */
    @AnyThread
    public void abortAll() {
        abortAll = true;
        woken(true);
    }

    /** Ends the shard's loop; whether it has ended within that time. */
    @AnyThread
    public boolean stop(long nanos) {
        Loop running = loop;
        if (running == null) {
            return true;
        }
        running.stop();
        return running.awaitEnd(nanos);
    }

    /** Ends who came too late, once the loop has ended and nobody else looks after this shard. */
    @AnyThread
    public synchronized void sweep(CloseReason reason) {
        if (!stop(0)) {
            return; // the loop hangs and still owns the clients
        }
        closeAll = reason;
        abortAll = true;
        do {
            doWork();
        } while (!mailbox.isEmpty() || clients.everybody().size() > 0);
    }

    /** The shard's index. */
    @AnyThread
    public int index() {
        return index;
    }

    @Override
    public int clients() {
        return load.get();
    }

    @Override
    public int mailbox() {
        return mailbox.size();
    }

    ShardContext context() {
        return context;
    }

    Ledger ledger() {
        return ledger;
    }

    /** Measurements; {@code waiting} is what its clients have waiting, counted by the caller. */
    @AnyThread
    public ShardSnapshot snapshot(long waiting) {
        long published = drains;
        return new ShardSnapshot(
                index, clients(), mailbox(), published, ledger.books(waiting), mailbox.refused(), failedCommands);
    }

    // ---- shard thread ----

    @Override
    @ShardThread
    public int doWork() {
        now = context.runtime().nanoTime();
        flusher.retry(); // not work done: the loop must rest between two attempts
        int done = drainCommands() + drainSignals() + closeSlice();
        flusher.flush(now);
        if (now - tickAt >= 0) {
            tick();
        }
        drains = ++drainCount;
        return done;
    }

    @Override
    public boolean hasWork() {
        boolean closing = closeAll != null && (!allLeaving || (abortAll && clients() > 0));
        return closing || !mailbox.isEmpty() || flusher.hasMarked();
    }

    @Override
    public long nanosUntilDue() {
        if (flusher.hasBusy()) {
            return BUSY_RETRY_NANOS;
        }
        long current = context.runtime().nanoTime();
        if (flusher.isWatching() || !farewells.isEmpty()) {
            return tickAt - current;
        }
        return clients.everybody().size() == 0 ? NEVER : Math.max(tickAt - current, liveness.dueAt() - current);
    }

    private int drainCommands() {
        int limit = context.options().shards().drainLimit();
        for (int done = 0; done < limit; done++) {
            ShardCommand command = mailbox.poll();
            if (command == null) {
                return done;
            }
            lastCommand = !mailbox.hasCommands();
            try {
                command.executeOn(this);
            } catch (RuntimeException e) {
                failedCommands++;
                LOG.error("shard {}: {} failed", index, command, e);
            }
        }
        return limit;
    }

    private int drainSignals() {
        int limit = context.options().shards().drainLimit();
        for (int done = 0; done < limit; done++) {
            HubClient client = mailbox.pollSignal();
            if (client == null) {
                return done;
            }
            client.takeSignal();
            onSignal(client);
        }
        return limit;
    }

    private void tick() {
        tickAt = now + timing.tick();
        flusher.check(now);
        farewells.check(now, this::onFarewellExpired);
        liveness.run(now);
        flusher.flush(now);
    }

    @ShardThread
    void onRegisterClient(ShardCommand.RegisterClient command) {
        HubClient client = command.client();
        client.stage = HubClient.Stage.OPEN;
        clients.add(client);
        guarded(client, () -> {
            Message greeting = client.listener.greeting(client);
            if (greeting != null) {
                flusher.append(client, greeting.withPriority(Priority.CRITICAL), now); // nothing overtakes it
            }
        });
        guarded(client, () -> client.listener.registered(client));
        allLeaving = false;
        onSignal(client); // it may have ended before it was here
    }

    @ShardThread
    void onSendToClient(ShardCommand.SendToClient command) {
        deliver(command.client(), command.message());
    }

    @ShardThread
    void onSendToUser(ShardCommand.SendToUser command) {
        List<HubClient> devices = clients.ofUser(command.userId());
        for (int i = devices.size() - 1; i >= 0; i--) {
            deliver(devices.get(i), command.message());
        }
    }

    @ShardThread
    void onPublishToTopic(ShardCommand.PublishToTopic command) {
        Topic topic = clients.topic(command.topic());
        for (int i = topic == null ? -1 : topic.size() - 1; i >= 0; i--) {
            deliver(Objects.requireNonNull(topic).client(i), command.message());
        }
    }

    @ShardThread
    void onBroadcastToAll(ShardCommand.BroadcastToAll command) {
        Members everybody = clients.everybody();
        for (int i = everybody.size() - 1; i >= 0; i--) {
            deliver(everybody.get(i), command.message());
        }
    }

    @ShardThread
    void onSubscribeClient(ShardCommand.SubscribeClient command) {
        if (command.client().stage == HubClient.Stage.OPEN) {
            clients.subscribe(command.client(), command.topic());
        } else {
            context.indexes().topics().remove(command.topic(), index);
        }
    }

    @ShardThread
    void onUnsubscribeClient(ShardCommand.UnsubscribeClient command) {
        clients.unsubscribe(command.client(), command.topic());
    }

    @ShardThread
    void onCloseClient(ShardCommand.CloseClient command) {
        HubClient client = command.client();
        if (client.stage == HubClient.Stage.OPEN) {
            drain(client);
        } else if (client.stage == HubClient.Stage.ARRIVING) {
            client.closeNow(); // somebody found it before its registration was posted
        }
    }

    private void onSignal(HubClient client) {
        if (client.stage == HubClient.Stage.GONE) {
            return;
        }
        if (client.stage == HubClient.Stage.ARRIVING) {
            if (!client.isTurnedAway()) {
                return;
            }
            client.stage = HubClient.Stage.CLOSING; // whoever turned it away has closed its connection
            client.stageDeadline = now + timing.grace();
            farewells.add(client);
            turnedAway++;
        }
        if (client.ended() != null) {
            remove(client);
        } else if (client.mustCloseNow() && client.stage == HubClient.Stage.OPEN) {
            drain(client);
        } else {
            flusher.mark(client);
        }
    }

    /*
     * Behind the last command of a drain nothing more can be gathered: its messages are written while each client is at hand.
     * A connection that then turns out to be dead is removed at once, and another takes its place: whoever delivers to many goes
     * through them downwards.
     */
    private void deliver(HubClient client, Message message) {
        if (client.stage != HubClient.Stage.OPEN) {
            client.outbox.refuse();
        } else if (lastCommand) {
            flusher.write(client, message, now);
        } else {
            flusher.append(client, message, now);
        }
    }

    /** Lets what waits go out, then closes. */
    private void drain(HubClient client) {
        client.stage = HubClient.Stage.DRAINING;
        client.stageDeadline = now + timing.drain();
        farewells.add(client);
        flusher.mark(client);
    }

    /** Drops what waits and closes at once. */
    private void expel(HubClient client, CloseReason reason) {
        client.closeFor(reason);
        LOG.info("shard {}: {} is closed as slow: {}, {}", index, client, reason.text(), client.books());
        if (client.stage == HubClient.Stage.OPEN) {
            farewells.add(client);
        }
        sayGoodbye(client);
    }

    private void sayGoodbye(HubClient client) {
        client.stage = HubClient.Stage.CLOSING;
        client.stageDeadline = now + timing.grace();
        flusher.discard(client);
        CloseReason reason = Objects.requireNonNull(client.closing());
        guarded(client, () -> client.connection.close(reason));
    }

    private void onFarewellExpired(HubClient client) {
        if (client.stage == HubClient.Stage.DRAINING) {
            sayGoodbye(client);
        } else {
            cutOff(client, Objects.requireNonNull(client.closing()));
        }
    }

    /** Works off the shutdown in slices, once everything before it is carried out. */
    private int closeSlice() {
        CloseReason reason = closeAll;
        if (reason == null || mailbox.hasCommands()) {
            return 0;
        }
        Members everybody = clients.everybody();
        int done = 0;
        for (int i = everybody.size() - 1; i >= 0 && done < CLOSE_SLICE; i--) {
            HubClient client = everybody.get(i);
            if (abortAll) {
                cutOff(client, reason);
                done++;
            } else if (client.stage == HubClient.Stage.OPEN) {
                client.closeFor(reason);
                drain(client);
                done++;
            }
        }
        if (abortAll) {
            farewells.check(now + timing.grace(), this::onFarewellExpired); // those that were turned away
        }
        allLeaving = done < CLOSE_SLICE;
        completeIfEmptied();
        return done;
    }

    private void completeIfEmptied() {
        if (closeAll != null && allLeaving && clients.everybody().size() == 0 && turnedAway == 0) {
            emptied.complete(null);
        }
    }

    private void cutOff(HubClient client, CloseReason reason) {
        client.closeFor(reason);
        guarded(client, client.connection::abort);
        remove(client);
    }

    private void remove(HubClient client) {
        CloseReason reason = client.endedFor(CloseReason.of(CloseCode.LOST, "connection lost"));
        client.stage = HubClient.Stage.GONE;
        flusher.discard(client);
        if (client.isTurnedAway()) {
            turnedAway--;
        } else {
            clients.remove(client);
            load.decrementAndGet();
            context.departed().accept(client, reason);
        }
        guarded(client, () -> client.listener.closed(client, reason));
        completeIfEmptied();
    }

    /** Runs code of others: what it throws is its own matter. */
    private void guarded(HubClient client, Runnable foreign) {
        try {
            foreign.run();
        } catch (RuntimeException e) {
            LOG.error("shard {}: a connection or listener of {} failed", index, client, e);
        }
    }

    /** What the shard does about clients that do not keep up. */
    private final class Supervision implements Flusher.Observer, LivenessCheck.Verdict {

        @Override
        public void emptied(HubClient client) {
            if (client.stage == HubClient.Stage.DRAINING) {
                sayGoodbye(client);
            }
        }

        @Override
        public void broken(HubClient client) {
            cutOff(client, CloseReason.of(CloseCode.LOST, "a write failed"));
        }

        @Override
        public void overflowed(HubClient client) {
            expel(client, CloseReason.of(CloseCode.SLOW_CONSUMER, "outbox full"));
        }

        @Override
        public void overdue(HubClient client) {
            expel(client, CloseReason.of(CloseCode.SLOW_CONSUMER, "a write took too long"));
        }

        @Override
        public void ping(HubClient client) {
            if (client.stage == HubClient.Stage.OPEN) {
                client.outbox.ping();
                flusher.mark(client);
            }
        }

        @Override
        public void silent(HubClient client) {
            cutOff(client, CloseReason.of(CloseCode.LOST, "no sign of life"));
        }
    }
}
