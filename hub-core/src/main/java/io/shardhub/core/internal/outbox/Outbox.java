package io.shardhub.core.internal.outbox;

import io.shardhub.Message;
import io.shardhub.Priority;
import io.shardhub.protocol.WireProtocol;
import io.shardhub.snapshot.Books;
import io.shardhub.snapshot.DropCause;
import io.shardhub.transport.Connection;
import io.shardhub.transport.Outgoing;
import io.shardhub.transport.WriteListener;
import io.shardhub.transport.WriteResult;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What leaves through one connection: messages that wait and the one write that is under way.
 *
 * <p>The owning shard appends, then flushes once per drain. A write that stays pending is ended by its completion, which
 * frees the slot without the shard's help; only when something waits by then does it call {@link OutboxOwner#wake}, and the shard
 * flushes again. What a completed write had sent is entered into the books at the next touch.
 *
 * <p>While the connection is free, what waits is a part of the {@link Drain}, which ends with the flush; what the connection
 * does not take by then, and what comes while it is occupied, goes to the backlog.
 */
public final class Outbox implements WriteListener {

    /* Shared: completions touch the slot and the owner, nothing else. */
    private final SendSlot slot = new SendSlot();
    private final OutboxOwner owner;
    private volatile boolean folding; // the peer takes several messages in one frame

    private final Connection connection;
    private final WireProtocol protocol;
    private final OutboxLimits limits;
    private final Ledger ledger;
    private final int batchLimit;
    private int partFrom; // the part of the drain that waits; empty if from = to
    private int partTo;
    private @Nullable Backlog backlog; // null while a part waits
    private @Nullable Outgoing current; // being written, or to be offered again because the connection was busy
    private int currentMessages;
    private Attempt attempt = Attempt.NONE;
    private long attemptSince;
    private boolean refused; // by a busy connection, and not taken since
    private long refusedSince;
    private boolean pingDue;
    private boolean departing; // LOW messages linger no more

    /** An empty outbox that counts for no shard yet. */
    public Outbox(Connection connection, WireProtocol protocol, OutboxLimits limits, OutboxOwner owner) {
        this.connection = connection;
        this.protocol = protocol;
        this.limits = limits;
        this.ledger = new Ledger();
        this.owner = owner;
        this.batchLimit = connection.batchLimit();
    }

    /** Whether the peer takes several messages in one frame, if the protocol has such frames; any thread. */
    public void fold(boolean newFolding) {
        folding = newFolding;
    }

    /**
     * Takes a message; it leaves at the next flush.
     *
     * @return false if it does not fit and the client must be closed as slow; the message is then counted as dropped
     */
    public boolean append(Message message, long now, Drain drain) {
        ledger.accept();
        if (backlog == null && current == null && !mayLinger(message) && hasEnded(drain)) {
            int position = drain.enter(message, now);
            if (partFrom == partTo) {
                partFrom = position;
                partTo = position + 1;
                return true;
            }
            if (partTo == position && drain.joins(partFrom)) {
                partTo++;
                return true;
            }
        }
        leave(drain);
        Backlog.Offer offer = backlog().offer(message, now);
        if (offer == Backlog.Offer.SHED || offer == Backlog.Offer.OVERFLOW) {
            ledger.drop(DropCause.OUTBOX_FULL, 1);
        }
        return offer != Backlog.Offer.OVERFLOW;
    }

    /** Takes what waits out of the drain, which ends or which this outbox leaves. */
    public void leave(Drain drain) {
        for (int i = partFrom; i < partTo; i++) {
            backlog().offer(drain.get(i), drain.since()); // within the bounds, as the drain has seen to
        }
        partFrom = partTo;
    }

    private Backlog backlog() {
        Backlog existing = backlog;
        if (existing == null) {
            existing = new Backlog(limits, protocol, ledger);
            backlog = existing;
        }
        return existing;
    }

    /** Sends a ping at the next flush, before everything that waits. */
    public void ping() {
        pingDue = true;
    }

    /** LOW messages that linger leave at the next flush. */
    public void depart() {
        departing = backlog != null;
    }

    /** Writes as much as the connection takes now. */
    public Flush flush(long now, Drain drain) {
        Flush end = null;
        while (end == null) {
            switch (slot.state()) {
                case FAILED -> end = Flush.BROKEN;
                case PENDING, AWAITED -> end = !hasWaiting() || slot.await() ? Flush.UNDER_WAY : null;
                default -> {
                    settle(drain);
                    end = start(now, drain);
                }
            }
        }
        leave(drain);
        return end;
    }

    /**
     * Takes a message and writes it at once: as {@link #append} and {@link #flush}, but a message that finds the connection
     * free is never stored. (Storing a young message into an old outbox is what costs most: the collector must hear of it.)
     */
    public Flush write(Message message, long now, Drain drain) {
        if (!hasEnded(drain) || hasWaiting() || mayLinger(message)) {
            return append(message, now, drain) ? flush(now, drain) : Flush.OVERFLOW;
        }
        ledger.accept();
        Flush end = write(message.frame(protocol), 1, now, drain);
        return end == null ? flush(now, drain) : end;
    }

    /** Starts one write of what waits; null to look again. */
    private @Nullable Flush start(long now, Drain drain) {
        if (pingDue) {
            departing |= partFrom < partTo || backlog != null; // LOW messages may travel with it
            return ping(now);
        }
        if (current != null) {
            return write(current, currentMessages, now, drain);
        }
        boolean fold = folding && drain.folds();
        int most = fold ? limits.batchMessages() : Math.min(batchLimit, limits.batchMessages());
        Outgoing next;
        if (partFrom < partTo) {
            next = drain.composeShared(partFrom, partTo, most, fold);
            partFrom += Drain.messagesIn(next);
            departing = partFrom < partTo; // what is left travels with it
        } else {
            expire(now);
            if (backlog == null || lingers(backlog, most)) {
                return backlog == null ? Flush.IDLE : Flush.LINGERING;
            }
            next = drain.compose(backlog, most, fold, now);
            departing = true; // what is left travels with it
            dropEmptyBacklog();
        }
        if (fold && next.count() > 1) { // the protocol made no one frame of it: it is asked no more
            folding = false;
            if (next.count() > batchLimit) {
                ledger.drop(DropCause.WRITE_FAILED, Drain.messagesIn(next));
                drain.release(next);
                return null;
            }
        }
        return write(next, Drain.messagesIn(next), now, drain);
    }

    private @Nullable Flush ping(long now) {
        return switch (attempt(Attempt.PING, null, now)) {
            case SENT -> {
                pingDue = false;
                yield hasWaiting() ? null : Flush.IDLE;
            }
            case PENDING -> null;
            case BUSY -> Flush.RETRY;
            case CLOSED -> Flush.BROKEN;
        };
    }

    private @Nullable Flush write(Outgoing outgoing, int messages, long now, Drain drain) {
        currentMessages = messages; // before the call: should it hang, whoever takes over counts them
        WriteResult result = attempt(Attempt.WRITE, outgoing, now);
        if (result == WriteResult.SENT) {
            ledger.send(messages, outgoing.size());
            drain.release(outgoing);
            forgetCurrent();
            return hasWaiting() ? null : Flush.IDLE;
        }
        if (current == null) {
            current = outgoing;
            if (outgoing instanceof FrameBatch batch) {
                batch.keep();
            }
        }
        return switch (result) {
            case BUSY -> Flush.RETRY;
            case CLOSED -> Flush.BROKEN;
            default -> null;
        };
    }

    private WriteResult attempt(Attempt kind, @Nullable Outgoing outgoing, long now) {
        long token = slot.begin();
        WriteResult result = offer(kind, outgoing, token);
        if (result == WriteResult.PENDING) {
            attempt = kind;
            attemptSince = now;
            slot.park(token);
        } else {
            slot.free();
        }
        if (result == WriteResult.BUSY) {
            refusedSince = refused ? refusedSince : now;
            refused = true;
        } else if (refused
                && (kind == Attempt.WRITE || current == null)) { // a ping that is taken is no message that is taken
            refused = false;
        }
        return result;
    }

    private WriteResult offer(Attempt kind, @Nullable Outgoing outgoing, long token) {
        ForeignCall call = owner.call();
        WriteResult result;
        try {
            result = kind == Attempt.PING
                    ? connection.tryPing(token, this)
                    : connection.trySend(Objects.requireNonNull(outgoing), token, this);
        } catch (Throwable e) { // also an Error: it is one connection's, and the shard serves them all
            call.failed(owner.id(), e);
            result = WriteResult.CLOSED;
        }
        call.end();
        return result;
    }

    /** Enters a write that has ended meanwhile into the books. */
    private void settle(Drain drain) {
        if (attempt == Attempt.NONE) {
            return;
        }
        slot.free();
        if (attempt == Attempt.PING) {
            pingDue = false;
        } else {
            ledger.send(currentMessages, current == null ? 0 : current.size());
            drain.release(current);
            forgetCurrent();
        }
        attempt = Attempt.NONE;
    }

    private void forgetCurrent() {
        currentMessages = 0;
        if (current != null) {
            current = null;
        }
    }

    /* --------------- Lingering --------------- */

    private boolean mayLinger(Message message) {
        return limits.lingerNanos() > 0 && message.priority() == Priority.LOW;
    }

    /** Whether what waits may go on waiting for company: it is LOW, and there is room left in the batch. */
    private boolean lingers(Backlog waiting, int most) {
        return limits.lingerNanos() > 0
                && !departing
                && waiting.hasOnlyLow()
                && waiting.size() < most
                && waiting.bytes() < limits.batchBytes();
    }

    /* --------------- What the shard asks --------------- */

    /** Whether something waits to be written. */
    public boolean hasWaiting() {
        return partFrom < partTo
                || backlog != null
                || (pingDue && attempt != Attempt.PING)
                || (current != null && attempt != Attempt.WRITE);
    }

    /** Whether no write is under way; enters one that has ended into the books. */
    public boolean hasEnded(Drain drain) {
        if (attempt == Attempt.NONE) {
            return true;
        }
        SendSlot.State state = slot.state();
        if (state != SendSlot.State.FREE && state != SendSlot.State.COMPLETED) {
            return false;
        }
        settle(drain);
        return true;
    }

    /**
     * Asks to be woken at the end of the write that is under way, although nothing waits.
     *
     * @return false if it has ended already
     */
    public boolean awaitEnd() {
        return slot.await();
    }

    /** Whether the connection has been occupied or has refused what waits for longer than it may. */
    public boolean isOverdue(long now) {
        return (attempt != Attempt.NONE && now - attemptSince > limits.writeDeadlineNanos())
                || (refused && now - refusedSince > limits.writeDeadlineNanos());
    }

    /** Drops what has waited too long. */
    public void expire(long now) {
        if (backlog != null) {
            backlog.expire(now);
            dropEmptyBacklog();
        }
    }

    /** How long the message has waited that waits longest for its write; 0 if none waits. */
    public long oldestNanos(long now) {
        return backlog == null ? 0 : backlog.oldestNanos(now);
    }

    private void dropEmptyBacklog() {
        if (backlog != null && backlog.size() == 0) {
            backlog = null;
            departing = false;
        }
    }

    /** Counts everything that will not be written any more as dropped; nothing may be appended afterwards. */
    public void discard(Drain drain) {
        hasEnded(drain);
        boolean begun = attempt == Attempt.WRITE || current == null; // perhaps it hangs in the call
        ledger.drop(begun ? DropCause.WRITE_FAILED : DropCause.CLIENT_CLOSED, currentMessages);
        ledger.drop(DropCause.CLIENT_CLOSED, waiting() - currentMessages);
        partFrom = partTo;
        backlog = null;
        current = null; // a batch that is still being written belongs to its write and is left to the collector
        currentMessages = 0;
        attempt = Attempt.NONE;
        pingDue = false;
    }

    /** Messages came that are not taken any more. */
    public void refuse(DropCause cause, int messages) {
        ledger.refuse(cause, messages);
    }

    /** The outbox is given to another shard, with what waits: {@link #waiting}. */
    public void leaveShard() {
        ledger.leaveShard();
    }

    /** The outbox comes to a shard, with what waits. */
    public void enterShard(Ledger shardLedger) {
        ledger.enterShard(shardLedger);
    }

    @Override
    public void written(long token, @Nullable Throwable failure) {
        if (slot.complete(token, failure != null)) {
            owner.wake();
        }
    }

    /** The books of this client; any thread, an estimate. */
    public Books books() {
        return ledger.books(waiting());
    }

    /** The messages that wait or are being written; any thread, an estimate. */
    public int waiting() {
        Backlog rest = backlog;
        return currentMessages + partTo - partFrom + (rest == null ? 0 : rest.size());
    }
}
