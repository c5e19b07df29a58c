package io.shardhub.core.internal.shard;

import io.shardhub.CloseReason;
import io.shardhub.annotation.AnyThread;
import io.shardhub.annotation.ShardThread;
import io.shardhub.core.internal.outbox.Ledger;
import io.shardhub.core.runtime.DutyCycle;
import io.shardhub.core.runtime.Loop;
import io.shardhub.sharding.ShardLoad;
import io.shardhub.snapshot.ShardSnapshot;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns a part of the hub's clients: carries out commands one by one, then writes for every client that they touched.
 *
 * <p>The mailbox, the load and the orders of the shutdown are shared between threads. Everything below them belongs to the
 * shard thread; other threads see it only through counters, as estimates.
 */
public final class Shard implements DutyCycle, ShardLoad {

    private static final Logger LOG = LoggerFactory.getLogger(Shard.class);

    private final int index;
    private final ShardContext context;
    private final Mailbox mailbox;
    private final AtomicInteger load = new AtomicInteger();
    private final CompletableFuture<Void> emptied = new CompletableFuture<>();
    private volatile @Nullable Loop loop;
    private volatile @Nullable CloseReason closeAll;
    private volatile boolean abortAll;
    private volatile long drains; // written after every drain and read before the counters, which it so publishes

    private final Ledger ledger = new Ledger();
    private final ShardState state;
    private long failedCommands;
    private long drainCount;

    /** A shard without clients, and not running. */
    public Shard(int index, ShardContext context) {
        this.index = index;
        this.context = context;
        this.mailbox = new Mailbox(context.options().shards().mailboxCapacity());
        this.state = new ShardState(this, context);
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
    boolean postMessage(ShardCommand command) {
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
        } while (!mailbox.isEmpty() || !state.isEmpty());
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
        return 0;
    }

    @Override
    public boolean accepting() {
        return true;
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
        state.begin(context.runtime().nanoTime());
        int done = drainCommands() + drainSignals() + closeSlice();
        state.end();
        drains = ++drainCount;
        return done;
    }

    @Override
    @ShardThread
    public boolean hasWork() {
        boolean closing = closeAll != null && (state.hasStaying() || (abortAll && clients() > 0));
        return closing || !mailbox.isEmpty() || state.hasMarked();
    }

    @Override
    @ShardThread
    public long nanosUntilDue() {
        return state.nanosUntilDue(context.runtime().nanoTime());
    }

    private int drainCommands() {
        int limit = context.options().shards().drainLimit();
        for (int done = 0; done < limit; done++) {
            ShardCommand command = mailbox.poll();
            if (command == null) {
                return done;
            }
            try {
                state.execute(command, !mailbox.hasCommands());
            } catch (Throwable e) {
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
            state.onSignal(client);
        }
        return limit;
    }

    /** The shutdown waits until everything before it is carried out. */
    private int closeSlice() {
        CloseReason reason = closeAll;
        return reason == null || (mailbox.hasCommands() && !abortAll) ? 0 : state.closeSlice(reason, abortAll);
    }

    @ShardThread
    void departed(HubClient client, CloseReason reason) {
        load.decrementAndGet();
        context.departed().accept(client, reason);
    }

    @ShardThread
    void emptied() {
        if (closeAll != null) {
            emptied.complete(null);
        }
    }
}
