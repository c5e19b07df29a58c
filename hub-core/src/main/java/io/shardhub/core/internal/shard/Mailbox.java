package io.shardhub.core.internal.shard;

import io.shardhub.annotation.AnyThread;
import io.shardhub.annotation.ShardThread;
import java.util.concurrent.atomic.LongAdder;
import org.jctools.queues.atomic.MpscAtomicArrayQueue;
import org.jctools.queues.atomic.MpscUnboundedAtomicArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * The way into a shard: many posters, one owner.
 *
 * <p>Commands wait in a bounded queue, in order. Messages may fill all of it but an eighth, which is kept for commands that
 * bring clients in and out. Signals ("look at this client again") wait apart: each client has at most one waiting, so they
 * are bounded by the clients and never refused.
 */
final class Mailbox {

    private static final int SIGNAL_CHUNK = 256;

    private final MpscAtomicArrayQueue<ShardCommand> commands; // many posters, one owner, bounded
    private final MpscUnboundedAtomicArrayQueue<HubClient> signals; // many posters, one owner, one entry per client
    private final int messageThreshold;
    private final LongAdder refused = new LongAdder();

    Mailbox(int capacity) {
        commands = new MpscAtomicArrayQueue<>(capacity);
        signals = new MpscUnboundedAtomicArrayQueue<>(SIGNAL_CHUNK);
        messageThreshold = capacity - capacity / 8;
    }

    /** Posts a command that carries a message; false when there is no room. */
    @AnyThread
    boolean offerMessage(ShardCommand command) {
        return counted(commands.offerIfBelowThreshold(command, messageThreshold));
    }

    /** Posts a command that changes who is there; false when there is no room. */
    @AnyThread
    boolean offer(ShardCommand command) {
        return counted(commands.offer(command));
    }

    private boolean counted(boolean taken) {
        if (!taken) {
            refused.increment();
        }
        return taken;
    }

    @AnyThread
    void offerSignal(HubClient client) {
        signals.offer(client);
    }

    @ShardThread
    @Nullable
    ShardCommand poll() {
        return commands.poll();
    }

    @ShardThread
    @Nullable
    HubClient pollSignal() {
        return signals.poll();
    }

    @AnyThread
    boolean isEmpty() {
        return commands.isEmpty() && signals.isEmpty();
    }

    @AnyThread
    boolean hasCommands() {
        return !commands.isEmpty();
    }

    @AnyThread
    int size() {
        return commands.size();
    }

    @AnyThread
    long refused() {
        return refused.sum();
    }
}
