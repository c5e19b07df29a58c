package io.shardhub.core.internal.shard;

import io.shardhub.annotation.AnyThread;
import io.shardhub.annotation.ShardThread;
import io.shardhub.core.internal.metrics.DrainClock;
import java.util.concurrent.atomic.LongAdder;
import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.atomic.MpscAtomicArrayQueue;
import org.jctools.queues.atomic.MpscUnboundedAtomicArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * The way into a shard: many posters, one owner.
 *
 * <p>Commands wait in a bounded queue, in order. Messages may fill all of it but an eighth, which is kept for commands that
 * bring clients in and out. Signals ("look at this client again") wait apart and are never refused: each client has at most
 * one waiting, and one more for each time that it was moved while signals of it waited.
 */
final class Mailbox {

    private static final int SIGNAL_CHUNK = 256;

    /** What is in a place that was taken in vain. */
    private static final ShardCommand NOTHING = new ShardCommand.Nothing();

    /** How the posting of a command for one client ended. */
    enum Posting {
        /** It is in. */
        TAKEN,
        /** There is no room. */
        REFUSED,
        /** The client has moved to another shard: post it there. */
        MOVED
    }

    private final MpscAtomicArrayQueue<ShardCommand> commands; // many posters, one owner, bounded
    private final MpscUnboundedAtomicArrayQueue<HubClient> signals; // many posters, one owner, one entry per client
    private final int messageThreshold;
    private volatile long
            messageLimit; // messages behind this position have to look again for room; racy, it only saves looks
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

    /** Posts a command that carries a message for one client, if that shard is still the client's. */
    @AnyThread
    Posting offerMessageTo(HubClient client, Shard shard, ShardCommand command) {
        if (hasRoomForMessage()) {
            return offerTo(client, shard, command);
        }
        refused.increment();
        return client.shard() == shard ? Posting.REFUSED : Posting.MOVED;
    }

    /**
     * Posts a command for one client, if that shard is still the client's.
     *
     * <p>First a place in the queue is taken, then it is decided what comes there. Whoever moves a client changes its shard
     * first and then reads the {@link #position}. So a command whose place lies behind that position finds the client moved
     * and leaves its place empty, and all that are in lie before it: no lock, and no word that all senders share.
     */
    @AnyThread
    Posting offerTo(HubClient client, Shard shard, ShardCommand command) {
        Placement placement = new Placement(client, shard, command);
        if (commands.fill(placement, 1) == 0) {
            refused.increment();
            return Posting.REFUSED;
        }
        return placement.moved ? Posting.MOVED : Posting.TAKEN;
    }

    /**
     * Posts a message for takers that are all in this shard, if the cut is as it was when they were found there: as
     * {@link #offerTo}, the place is taken first. {@link Posting#MOVED}, also if there is no room: who enters the cut learns.
     */
    @AnyThread
    Posting offerMessageSince(Cut cut, long look, ShardCommand command) {
        if (!hasRoomForMessage()) {
            return Posting.MOVED;
        }
        Claim claim = new Claim(cut, look, command);
        return commands.fill(claim, 1) == 0 || claim.late ? Posting.MOVED : Posting.TAKEN;
    }

    private static final class Claim implements MessagePassingQueue.Supplier<ShardCommand> {

        private final Cut cut;
        private final long look;
        private final ShardCommand command;
        private boolean late;

        private Claim(Cut cut, long look, ShardCommand command) {
            this.cut = cut;
            this.look = look;
            this.command = command;
        }

        @Override
        public ShardCommand get() {
            late = !cut.isSame(look);
            return late ? NOTHING : command;
        }
    }

    private static final class Placement implements MessagePassingQueue.Supplier<ShardCommand> {

        private final HubClient client;
        private final Shard shard;
        private final ShardCommand command;
        private boolean moved;

        private Placement(HubClient client, Shard shard, ShardCommand command) {
            this.client = client;
            this.shard = shard;
            this.command = command;
        }

        @Override
        public ShardCommand get() {
            moved = client.shard() != shard;
            return moved ? NOTHING : command;
        }
    }

    /* Several posters at once may each take the last place: the threshold is kept to within their number. */
    private boolean hasRoomForMessage() {
        long position = commands.currentProducerIndex();
        if (position < messageLimit) {
            return true;
        }
        long limit = commands.currentConsumerIndex() + messageThreshold;
        messageLimit = limit;
        return position < limit;
    }

    /** The position behind the last command that was posted so far. */
    @AnyThread
    long position() {
        return commands.currentProducerIndex();
    }

    /** The position of the next command to be taken: those before it are carried out, or the last of them is about to be. */
    @ShardThread
    long taken() {
        return commands.currentConsumerIndex();
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

    /** The command that comes next; it stays there. */
    @ShardThread
    @Nullable
    ShardCommand peek() {
        return commands.peek();
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

    /** When the message came that comes next; {@link DrainClock#UNSTAMPED} if none does. An estimate: it may be taken meanwhile. */
    @AnyThread
    long oldestSince() {
        ShardCommand next = commands.relaxedPeek();
        return next == null ? DrainClock.UNSTAMPED : next.acceptedAt();
    }

    @AnyThread
    long refused() {
        return refused.sum();
    }
}
