package io.shardhub.core.internal.shard;

import io.shardhub.annotation.AnyThread;
import io.shardhub.annotation.ShardThread;
import io.shardhub.core.internal.metrics.DrainClock;
import io.shardhub.core.internal.outbox.Ledger;
import io.shardhub.core.runtime.HubRuntime;
import io.shardhub.snapshot.ShardSnapshot;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** What a shard counts, times and complains of. Written by the shard unless it says otherwise; other threads read estimates. */
final class Figures {

    private final HubRuntime runtime;
    private final Ledger ledger = new Ledger();
    private final DrainClock clock;
    private final ShardLog log;
    private final AtomicLong movedIn = new AtomicLong(); // counted by the shard that they come from
    private final AtomicLong movedOut = new AtomicLong();
    private final AtomicLong carriedIn = new AtomicLong(); // messages that waited for them
    private final AtomicLong carriedOut = new AtomicLong();
    private volatile long oldestNanos;

    Figures(int shard, ShardContext context) {
        runtime = context.runtime();
        clock = context.measurements().newDrainClock();
        log = new ShardLog(shard, context);
    }

    /** The books of its clients. */
    Ledger ledger() {
        return ledger;
    }

    /** What times its drains. */
    DrainClock clock() {
        return clock;
    }

    /** What it says of its trouble. */
    @AnyThread
    ShardLog log() {
        return log;
    }

    /** Clients went to another shard. */
    @ShardThread
    void moved(Figures target, int clients) {
        movedOut.addAndGet(clients);
        target.movedIn.addAndGet(clients);
    }

    /** A client is handed over to another shard, and so many messages with it. */
    @ShardThread
    void carriedOut(int messages) {
        carriedOut.addAndGet(messages);
    }

    /** A client is taken over from another shard, and so many messages with it. */
    @ShardThread
    void carriedIn(int messages) {
        carriedIn.addAndGet(messages);
    }

    /** The shard has looked after its clients, of whom the oldest message had waited so long. */
    @ShardThread
    void looked(long waitedNanos) {
        if (oldestNanos != waitedNanos) {
            oldestNanos = waitedNanos;
        }
    }

    @AnyThread
    ShardSnapshot.Moves moves() {
        return new ShardSnapshot.Moves(movedIn.get(), movedOut.get(), carriedIn.get(), carriedOut.get());
    }

    /** How long the oldest has waited here, and in that mailbox. */
    @AnyThread
    ShardSnapshot.Waits waits(Mailbox mailbox) {
        long since = mailbox.oldestSince();
        long waited = since == DrainClock.UNSTAMPED ? 0 : runtime.nanoTime() - since;
        return new ShardSnapshot.Waits(Duration.ofNanos(Math.max(0, waited)), Duration.ofNanos(oldestNanos));
    }
}
