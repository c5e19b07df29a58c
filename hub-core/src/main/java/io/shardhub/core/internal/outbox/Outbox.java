package io.shardhub.core.internal.outbox;

import io.shardhub.Message;
import io.shardhub.Priority;
import io.shardhub.protocol.WireProtocol;
import io.shardhub.snapshot.Books;
import io.shardhub.snapshot.DropCause;
import io.shardhub.transport.Connection;
import io.shardhub.transport.Frame;
import io.shardhub.transport.Outgoing;
import io.shardhub.transport.WriteListener;
import io.shardhub.transport.WriteResult;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What leaves through one connection: messages that wait and the one write that is under way.
 *
 * <p>The owning shard appends, then flushes once per drain. A write that stays pending is ended by its completion, which
 * frees the slot without the shard's help; only when something waits by then does it call {@link Owner#wake}, and the shard
 * flushes again. What a completed write had sent is entered into the books at the next touch.
 */
public final class Outbox implements WriteListener {

    /** How a flush ended. */
    public enum Flush {
        /** Nothing waits and nothing is under way. */
        IDLE,
        /** A write is under way; the owner is woken when it ends and something waits. */
        UNDER_WAY,
        /** The connection was busy; flush again soon. */
        RETRY,
        /** The connection is dead. */
        BROKEN,
        /** There is no room for the message, and nothing can be shed for it: the client must be closed as slow. */
        OVERFLOW
    }

    /** What occupies the connection. */
    private enum Attempt {
        NONE,
        WRITE,
        PING,
        RETRY
    }

    /** Brings the outbox back to its shard. */
    @FunctionalInterface
    public interface Owner {
        /** Asks for a flush by the owning shard; any thread. */
        void wake();
    }

    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

    /* Shared: completions touch the slot and the owner, nothing else. */
    private final SendSlot slot = new SendSlot();
    private final Owner owner;

    private final Connection connection;
    private final WireProtocol protocol;
    private final OutboxLimits limits;
    private final Ledger ledger;
    private final int batchLimit;
    private @Nullable Message only; // the one message that waits, the normal case; else the backlog holds all
    private long onlySince;
    private @Nullable Backlog backlog;
    private @Nullable Outgoing current; // being written, or to be offered again because the connection was busy
    private int currentMessages;
    private Attempt attempt = Attempt.NONE;
    private long attemptSince;
    private boolean pingDue;

    /** An empty outbox. */
    public Outbox(Connection connection, WireProtocol protocol, OutboxLimits limits, Ledger shardLedger, Owner owner) {
        this.connection = connection;
        this.protocol = protocol;
        this.limits = limits;
        this.ledger = new Ledger(shardLedger);
        this.owner = owner;
        this.batchLimit = connection.batchLimit();
    }

    /**
     * Takes a message; it leaves at the next flush.
     *
     * @return false if it does not fit and the client must be closed as slow; the message is then counted as dropped
     */
    public boolean append(Message message, long now) {
        ledger.accept();
        if (backlog == null) {
            if (only == null) {
                only = message;
                onlySince = now;
                return true;
            }
            backlog = new Backlog(limits, protocol, ledger);
            backlog.offer(only, onlySince);
            only = null;
        }
        return switch (backlog.offer(message, now)) {
            case TAKEN, CONFLATED -> true;
            case SHED -> {
                ledger.drop(DropCause.OUTBOX_FULL, 1);
                yield true;
            }
            case OVERFLOW -> {
                ledger.drop(DropCause.OUTBOX_FULL, 1);
                yield false;
            }
        };
    }

    /** Sends a ping at the next flush, before everything that waits. */
    public void ping() {
        pingDue = true;
    }

    /** Writes as much as the connection takes now. */
    public Flush flush(long now, FrameBatches batches) {
        while (true) {
            switch (slot.state()) {
                case FAILED -> {
                    return Flush.BROKEN;
                }
                case PENDING, AWAITED -> {
                    if (!hasWaiting() || slot.await()) {
                        return Flush.UNDER_WAY;
                    }
                }
                default -> {
                    settle(batches);
                    Flush end = start(now, batches);
                    if (end != null) {
                        return end;
                    }
                }
            }
        }
    }

    /**
     * Takes a message and writes it at once: as {@link #append} and {@link #flush}, but a message that finds the connection
     * free is never stored. (Storing a young message into an old outbox is what costs most: the collector must hear of it.)
     */
    public Flush write(Message message, long now, FrameBatches batches) {
        boolean free = (attempt == Attempt.NONE || hasEnded(batches)) && !hasWaiting();
        if (!free) {
            return append(message, now) ? flush(now, batches) : Flush.OVERFLOW;
        }
        ledger.accept();
        Frame frame = message.frame(protocol);
        switch (attempt(Attempt.WRITE, frame, now)) {
            case SENT -> {
                ledger.send(1);
                return Flush.IDLE;
            }
            case PENDING -> {
                currentMessages = 1;
                return flush(now, batches);
            }
            default -> {
                current = frame;
                currentMessages = 1;
                return attempt == Attempt.RETRY ? Flush.RETRY : Flush.BROKEN;
            }
        }
    }

    /** Starts one write of what waits; null to look again. */
    private @Nullable Flush start(long now, FrameBatches batches) {
        if (!pingDue && current == null && !take(now, batches)) {
            return Flush.IDLE;
        }
        Attempt started = pingDue ? Attempt.PING : Attempt.WRITE;
        return switch (attempt(started, current, now)) {
            case SENT -> {
                end(started, batches);
                yield hasWaiting() ? null : Flush.IDLE;
            }
            case PENDING -> null;
            case BUSY -> Flush.RETRY;
            case CLOSED -> Flush.BROKEN;
        };
    }

    private WriteResult attempt(Attempt kind, @Nullable Outgoing outgoing, long now) {
        long token = slot.begin();
        WriteResult result = offer(kind, outgoing, token);
        if (result == WriteResult.PENDING) {
            attempt = kind;
            attemptSince = now;
            slot.park(token);
            return result;
        }
        slot.free();
        if (result == WriteResult.BUSY) {
            attemptSince = attempt == Attempt.RETRY ? attemptSince : now;
            attempt = Attempt.RETRY;
        } else if (attempt != Attempt.NONE) {
            attempt = Attempt.NONE;
        }
        return result;
    }

    private WriteResult offer(Attempt kind, @Nullable Outgoing outgoing, long token) {
        try {
            return kind == Attempt.PING
                    ? connection.tryPing(token, this)
                    : connection.trySend(Objects.requireNonNull(outgoing), token, this);
        } catch (Throwable e) { // also an Error: it is one connection's, and the shard serves them all
            LOG.warn("a connection threw and is treated as dead: {}", connection, e);
            return WriteResult.CLOSED;
        }
    }

    /** Enters a write that has ended meanwhile into the books. */
    private void settle(FrameBatches batches) {
        if (attempt == Attempt.WRITE || attempt == Attempt.PING) {
            Attempt ended = attempt;
            attempt = Attempt.NONE;
            slot.free();
            end(ended, batches);
        }
    }

    private void end(Attempt ended, FrameBatches batches) {
        if (ended == Attempt.PING) {
            pingDue = false;
        } else {
            ledger.send(currentMessages);
            release(batches);
        }
    }

    private void release(FrameBatches batches) {
        if (current instanceof FrameBatch batch) {
            batches.giveBack(batch);
        }
        current = null;
        currentMessages = 0;
    }

    private boolean take(long now, FrameBatches batches) {
        Message first = poll(now);
        if (first == null) {
            return false;
        }
        Frame frame = first.frame(protocol);
        current = batchLimit > 1 && backlog != null ? fill(frame, backlog, now, batches) : frame;
        currentMessages = current.count();
        return true;
    }

    private Outgoing fill(Frame first, Backlog rest, long now, FrameBatches batches) {
        if (first.size() + rest.nextSize() > FrameBatches.MAX_BYTES) {
            return first;
        }
        FrameBatch batch = batches.take();
        batch.add(first);
        while (batch.count() < batchLimit && batch.size() + rest.nextSize() <= FrameBatches.MAX_BYTES) {
            Message next = poll(now);
            if (next == null) {
                break;
            }
            batch.add(next.frame(protocol));
        }
        return batch;
    }

    private @Nullable Message poll(long now) {
        Message next = only;
        if (next != null) {
            only = null;
            if (next.priority() != Priority.CRITICAL && now - onlySince > limits.maxAgeNanos()) {
                ledger.drop(DropCause.TOO_OLD, 1);
                return null;
            }
            return next;
        }
        if (backlog == null) {
            return null;
        }
        next = backlog.poll(now);
        if (backlog.size() == 0) {
            backlog = null;
        }
        return next;
    }

    /** Whether something waits to be written. */
    public boolean hasWaiting() {
        return only != null
                || backlog != null
                || (pingDue && attempt != Attempt.PING)
                || (current != null && attempt != Attempt.WRITE);
    }

    /** Whether no write is under way; enters one that has ended into the books. */
    public boolean hasEnded(FrameBatches batches) {
        switch (slot.state()) {
            case FREE, COMPLETED -> settle(batches);
            default -> {
                return false;
            }
        }
        return attempt == Attempt.NONE;
    }

    /**
     * Asks to be woken at the end of the write that is under way, although nothing waits.
     *
     * @return false if it has ended already
     */
    public boolean awaitEnd() {
        return slot.await();
    }

    /** Whether the current write has taken longer than it may. */
    public boolean isOverdue(long now) {
        return attempt != Attempt.NONE && now - attemptSince > limits.writeDeadlineNanos();
    }

    /** Drops what has waited too long. */
    public void expire(long now) {
        if (backlog != null) {
            backlog.expire(now);
            if (backlog.size() == 0) {
                backlog = null;
            }
        }
    }

    /** Counts everything that will not be written any more as dropped; nothing may be appended afterwards. */
    public void discard(FrameBatches batches) {
        hasEnded(batches);
        if (currentMessages > 0) {
            ledger.drop(attempt == Attempt.WRITE ? DropCause.WRITE_FAILED : DropCause.CLIENT_CLOSED, currentMessages);
        }
        int waiting = (only == null ? 0 : 1) + (backlog == null ? 0 : backlog.size());
        if (waiting > 0) {
            ledger.drop(DropCause.CLIENT_CLOSED, waiting);
        }
        only = null;
        backlog = null;
        current = null; // a batch that is still being written belongs to its write and is left to the collector
        currentMessages = 0;
        attempt = Attempt.NONE;
        pingDue = false;
    }

    /** A message came too late for this client. */
    public void refuse() {
        ledger.accept();
        ledger.drop(DropCause.CLIENT_CLOSED, 1);
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
        return currentMessages + (only == null ? 0 : 1) + (rest == null ? 0 : rest.size());
    }
}
