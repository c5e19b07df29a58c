package io.shardhub.core.internal.shard;

import io.shardhub.CloseReason;
import io.shardhub.annotation.AnyThread;
import io.shardhub.annotation.ShardThread;
import io.shardhub.core.internal.outbox.Ledger;
import io.shardhub.sharding.ShardLoad;
import io.shardhub.snapshot.ShardSnapshot;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Owns a part of the hub's clients: carries out commands one by one, then writes for every client that they touched.
 *
 * <p>The mailbox, the load and the orders of the shutdown are shared between threads. Everything below them belongs to the
 * thread that has the {@link Tenure}; other threads see it only through counters, as estimates.
 */
public final class Shard implements ShardLoad {

    private final int index;
    private final ShardContext context;
    private final Mailbox mailbox;
    private final AtomicInteger load = new AtomicInteger();
    private final CompletableFuture<Void> emptied = new CompletableFuture<>();
    private final Tenancy tenancy;
    private volatile boolean accepting = true;
    private volatile double deliveries; // per second; measured by the caretaker
    private volatile boolean vacant = true; // nobody is here, and no drain is under way
    private volatile @Nullable Shutdown shutdown;
    private volatile long shutdownPosition; // what was posted before it is carried out first
    private volatile boolean abortAll;
    private volatile long drains; // written after every drain and read before the counters, which it so publishes

    private final Figures figures;
    private final ShardState state;
    private long failures;
    private long drainCount;

    /** A shard without clients, and not running. */
    public Shard(int index, ShardContext context) {
        this.index = index;
        this.context = context;
        this.mailbox = new Mailbox(context.options().shards().mailboxCapacity());
        this.figures = new Figures(index, context);
        this.state = new ShardState(this, context);
        this.tenancy =
                new Tenancy(this, context.runtime(), "hub-" + context.options().name() + "-shard-" + index);
    }

    // ---- any thread ----

    /** Starts the shard's loop. */
    public void start() {
        tenancy.start();
    }

    /** Takes in a new client of this shard; false when the mailbox is full. */
    @AnyThread
    public boolean register(HubClient client) {
        load.incrementAndGet();
        context.indexes().users().add(client.userId(), index);
        if (post(new ShardCommand.RegisterClient(client))) {
            client.admitted = true;
            return true;
        }
        load.decrementAndGet();
        context.indexes().users().remove(client.userId(), index);
        return false;
    }

    /** Posts a command that carries a message; false when the mailbox is full. */
    @AnyThread
    boolean postMessage(ShardCommand command) {
        return woken(mailbox.offerMessage(command));
    }

    /** Posts a command that changes who is there; false when the mailbox is full. */
    @AnyThread
    boolean post(ShardCommand command) {
        return woken(mailbox.offer(command));
    }

    /** Posts a command that carries a message for a client of this shard. */
    @AnyThread
    Mailbox.Posting postMessageTo(HubClient client, ShardCommand command) {
        Mailbox.Posting end = mailbox.offerMessageTo(client, this, command);
        if (end != Mailbox.Posting.REFUSED) {
            tenancy.wakeUp(client.standIn());
        }
        return end;
    }

    /** Posts a message for takers that are all in this shard, if the cut is as it was when they were found. */
    @AnyThread
    boolean postMessageSince(long look, ShardCommand command) {
        Mailbox.Posting end = mailbox.offerMessageSince(context.cut(), look, command);
        return woken(end == Mailbox.Posting.TAKEN);
    }

    /** Posts a command for a client of this shard. */
    @AnyThread
    Mailbox.Posting postTo(HubClient client, ShardCommand command) {
        Mailbox.Posting end = mailbox.offerTo(client, this, command);
        woken(end != Mailbox.Posting.REFUSED);
        return end;
    }

    @AnyThread
    void signal(HubClient client) {
        mailbox.offerSignal(client);
        woken(true);
    }

    private boolean woken(boolean posted) {
        if (posted) {
            tenancy.wakeUp();
        }
        return posted;
    }

    /** Takes new clients from now on, or no more. */
    @AnyThread
    public void accept(boolean more) {
        accepting = more;
    }

    /**
     * Closes all clients, in slices, after what waits in the mailbox now is carried out.
     *
     * @return completes when the last client has gone
     */
    @AnyThread
    public CompletableFuture<Void> closeAll(Shutdown order) {
        shutdownPosition = mailbox.position();
        shutdown = order;
        woken(true);
        return emptied;
    }

    /** Whether it closes all its clients. */
    @AnyThread
    boolean isClosing() {
        return shutdown != null;
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
        return tenancy.stop(nanos);
    }

    /** Lets the caller end who came too late; false if the loop still has the clients. */
    @AnyThread
    boolean beginSweep(CloseReason reason) {
        if (!tenancy.succeedEnded()) {
            return false;
        }
        shutdown = Shutdown.atOnce(reason);
        abortAll = true;
        return true;
    }

    /** Ends some of those who came too late; returns how much was done. Whoever {@linkplain #beginSweep began}. */
    @ShardThread
    int sweepSlice() {
        return tenancy.tenure().doWork();
    }

    /** Whether there is more for {@link #sweepSlice}. */
    @ShardThread
    boolean hasMoreToSweep() {
        return !tenancy.tenure().isOver() && !mailbox.isEmpty();
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

    @Override
    public double deliveries() {
        return deliveries;
    }

    @Override
    public boolean accepting() {
        return accepting;
    }

    ShardContext context() {
        return context;
    }

    Ledger ledger() {
        return figures.ledger();
    }

    Figures figures() {
        return figures;
    }

    long position() {
        return mailbox.position();
    }

    /** Measurements; {@code waiting} is what its clients have waiting, counted by the caller. */
    @AnyThread
    public ShardSnapshot snapshot(long waiting) {
        return new ShardSnapshot(
                index,
                accepting,
                clients(),
                mailbox(),
                deliveries,
                drains,
                figures.moves(),
                ledger().books(waiting),
                mailbox.refused(),
                failures,
                tenancy.losses(),
                ledger().traffic(),
                waits());
    }

    /** How long the oldest has waited. */
    @AnyThread
    public ShardSnapshot.Waits waits() {
        return figures.waits(mailbox);
    }

    /** Who acts for the shard. */
    public Tenancy tenancy() {
        return tenancy;
    }

    // ---- the caretaker ----

    /** Orders clients to be moved to another shard; null when the mailbox is full. */
    public @Nullable MoveOrder move(Shard target, int clients) {
        MoveOrder order = new MoveOrder(target, clients);
        return post(new ShardCommand.MoveClients(order)) ? order : null;
    }

    /** Whether it has nobody and does nothing; final while it does not accept and the cut is closed. */
    boolean isVacant() {
        return load.get() == 0 && mailbox.isEmpty() && vacant; // in this order: see work()
    }

    /** Whether commands or signals wait. */
    public boolean hasMail() {
        return !mailbox.isEmpty();
    }

    /** How often it has worked off its mailbox. */
    public long drains() {
        return drains;
    }

    /** The messages that were written so far; an estimate. */
    public long sent() {
        return ledger().sent();
    }

    /** Notes how many messages per second are written of late. */
    public void measured(double newDeliveries) {
        deliveries = newDeliveries;
    }

    /** Whether the shutdown is over here. */
    public boolean isClosed() {
        return shutdown != null && emptied.isDone();
    }

    // ---- the thread that has the tenure ----

    @ShardThread
    int work() {
        if (vacant) {
            vacant = false; // before anything is taken: whoever finds the mailbox empty must not miss what is under way
        }
        try {
            Tenure lost = tenancy.takeLost();
            if (lost != null) {
                state.takeUp(lost, context.runtime().nanoTime());
            }
            state.begin(context.runtime().nanoTime());
            int done = drainCommands()
                    + drainSignals()
                    + closeSlice()
                    + state.migration().moveSlice();
            state.end();
            vacant = state.isEmpty();
            drains = ++drainCount;
            return done;
        } catch (Tenure.Deposed e) {
            throw e;
        } catch (Throwable e) {
            failures++;
            figures.log().workFailed(e);
            state.recover(state.culprit());
            return 1;
        }
    }

    @ShardThread
    boolean hasWork() {
        boolean work = tenancy.hasLost() || !mailbox.isEmpty() || state.hasWork();
        return work || (shutdown != null && nanosUntilDue() <= 0);
    }

    @ShardThread
    long nanosUntilDue() {
        long now = context.runtime().nanoTime();
        long due = state.nanosUntilDue(now);
        return shutdown == null ? due : Math.min(due, state.endings().nanosUntilClosing(now, abortAll));
    }

    private int drainCommands() {
        int limit = context.options().shards().drainLimit();
        Migration migration = state.migration();
        for (int done = 0; done < limit; done++) {
            if (migration.hasDepartures()) {
                migration.departUpTo(mailbox.taken());
            }
            ShardCommand command = mailbox.peek();
            if (command == null) {
                return done;
            }
            state.gather(command);
            mailbox.poll();
            state.execute(command, !mailbox.hasCommands());
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
            if (client.owner() == this) { // else it is on its way, or has left: whoever takes it in looks at it anyhow
                client.takeSignal();
                state.onSignal(client);
            }
        }
        return limit;
    }

    private int closeSlice() {
        Shutdown order = shutdown;
        return order == null || (mailbox.taken() - shutdownPosition < 0 && !abortAll)
                ? 0
                : state.endings().closeSlice(order, abortAll);
    }

    @ShardThread
    void departed(HubClient client, CloseReason reason) {
        client.shard().load.decrementAndGet();
        context.departed().accept(client, reason);
    }

    @ShardThread
    void emptied() {
        if (shutdown != null && state.migration().isEmpty()) {
            emptied.complete(null);
        }
    }

    /** Clients take their commands at another shard from now on. */
    @ShardThread
    void moved(Shard target, int clients) {
        load.addAndGet(-clients);
        target.load.addAndGet(clients);
        figures.moved(target.figures, clients);
    }
}
