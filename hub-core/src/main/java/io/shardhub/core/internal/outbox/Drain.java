package io.shardhub.core.internal.outbox;

import io.shardhub.Message;
import io.shardhub.core.internal.metrics.DrainClock;
import io.shardhub.log.NodeLog;
import io.shardhub.protocol.WireProtocol;
import io.shardhub.transport.Outgoing;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * What the outboxes of one shard share while it drains its mailbox: the messages of this drain in their order, and the
 * batches made of them.
 *
 * <p>An outbox whose connection is free remembers which part of the drain it has to write, two numbers, and stores no
 * message. Clients that wait for the same part get the same batch, made once. Owner only.
 */
public final class Drain {

    private static final Logger LOG = LoggerFactory.getLogger(Drain.class);
    private static final int INITIAL_CAPACITY = 64;
    private static final int MAX_SHARED = 8;
    private static final int MAX_SPARE = 16;

    /** A batch for every client that waits for the same part of the drain and takes as much of it at once. */
    private record Shared(int from, int to, int most, boolean folded, FrameBatch batch) {}

    private final WireProtocol protocol;
    private final OutboxLimits limits;
    private final boolean folds;
    private final DrainClock clock;
    private final NodeLog log;
    private @Nullable Message[] messages = new @Nullable Message[INITIAL_CAPACITY];
    private long[] bytesBefore = new long[INITIAL_CAPACITY + 1];
    private int size;
    private int plainFrom; // from here on all have the same priority and no key
    private long since;
    private final List<Shared> shared = new ArrayList<>();
    private final ArrayDeque<FrameBatch> spare = new ArrayDeque<>();

    /** Drains that nobody times. */
    public Drain(WireProtocol protocol, OutboxLimits limits) {
        this(protocol, limits, DrainClock.OFF, new NodeLog(LOG, "", System::nanoTime));
    }

    /** The drains of one shard, one after the other; the log hears of batches that cannot be made. */
    public Drain(WireProtocol protocol, OutboxLimits limits, DrainClock clock, NodeLog log) {
        this.clock = clock;
        this.log = log;
        this.protocol = protocol;
        this.limits = limits;
        this.folds = protocol.encodeBatch(List.of()) != null;
    }

    /** A write of this drain hangs: nobody knows which batch it reads, so none is used again. */
    public void abandon() {
        shared.forEach(entry -> entry.batch.keep());
    }

    /** The drain has ended, and no outbox holds a part of it. */
    public void clear() {
        Arrays.fill(messages, 0, size, null);
        size = 0;
        plainFrom = 0;
        for (Shared entry : shared) {
            if (!entry.batch.isKept()) { // else it is left to the collector
                giveBack(entry.batch);
            }
        }
        shared.clear();
    }

    /* --------------- The messages of the drain --------------- */

    /** The position of the message; one that goes to many clients is entered once. */
    int enter(Message message, long now) {
        if (size == 0) {
            since = now;
        } else if (messages[size - 1] == message) {
            return size - 1;
        } else if (size == messages.length) {
            messages = Arrays.copyOf(messages, 2 * size);
            bytesBefore = Arrays.copyOf(bytesBefore, 2 * size + 1);
        }
        if (size > 0 && !isPlain(get(size - 1), message)) {
            plainFrom = size;
        }
        messages[size] = message;
        bytesBefore[size + 1] = bytesBefore[size] + message.frame(protocol).size();
        return size++;
    }

    private static boolean isPlain(Message one, Message next) {
        return one.priority() == next.priority() && one.key() == null && next.key() == null;
    }

    Message get(int position) {
        return Objects.requireNonNull(messages[position]);
    }

    /** Since when the messages of this drain wait. */
    long since() {
        return since;
    }

    /** Whether the newest message and those before it may wait together, in this order, within the bounds of an outbox. */
    boolean joins(int from) {
        return from >= plainFrom && size - from <= limits.capacity() && bytes(from, size) <= limits.maxBytes();
    }

    private long bytes(int from, int to) {
        return bytesBefore[to] - bytesBefore[from];
    }

    /* --------------- What leaves in one write --------------- */

    /** Whether the protocol can make one frame of several. */
    boolean folds() {
        return folds;
    }

    /** What leaves first of the messages from one position to another: at most that many, if asked for in one frame. */
    Outgoing compose(int from, int to, int most, boolean fold) {
        int end = from + 1;
        while (end < to
                && end - from < most
                && bytes(from, end + 1) <= limits.batchBytes()
                && !(fold && isApart(get(from), get(end)))) {
            end++;
        }
        if (end == from + 1) {
            return get(from).frame(protocol);
        }
        FrameBatch batch = takeSpare();
        for (int i = from; i < end; i++) {
            batch.add(get(i).frame(protocol));
        }
        return folded(batch, fold);
    }

    /** The same for clients that share it. */
    Outgoing composeShared(int from, int to, int most, boolean fold) {
        if (to - from == 1) {
            return get(from).frame(protocol);
        }
        for (int i = shared.size() - 1; i >= 0; i--) {
            Shared entry = shared.get(i);
            if (entry.from == from && entry.to == to && entry.most == most && entry.folded == fold) {
                return entry.batch;
            }
        }
        Outgoing outgoing = compose(from, to, most, fold);
        if (outgoing instanceof FrameBatch batch && shared.size() < MAX_SHARED) {
            batch.share();
            shared.add(new Shared(from, to, most, fold, batch));
        }
        return outgoing;
    }

    /** What leaves first of a backlog that is not empty. */
    Outgoing compose(Backlog backlog, int most, boolean fold, long now) {
        long waited = backlog.peekNanos(now);
        Message first = Objects.requireNonNull(backlog.poll());
        if (waited > 0) { // else it is a message of this drain
            clock.left(first.priority(), waited);
        }
        Message next = backlog.peek();
        int bytes = first.frame(protocol).size();
        FrameBatch batch = null;
        for (int count = 1;
                next != null
                        && count < most
                        && bytes + backlog.peekBytes() <= limits.batchBytes()
                        && !(fold && isApart(first, next));
                count++) {
            if (batch == null) {
                batch = takeSpare();
                batch.add(first.frame(protocol));
            }
            bytes += backlog.peekBytes();
            batch.add(next.frame(protocol));
            backlog.poll();
            next = backlog.peek();
        }
        return batch == null ? first.frame(protocol) : folded(batch, fold);
    }

    /* Nobody but the application knows what is in a finished frame: it is not put into another one. */
    private static boolean isApart(Message first, Message next) {
        return first.isFinished() || next.isFinished();
    }

    private FrameBatch folded(FrameBatch batch, boolean fold) {
        if (fold) {
            try {
                batch.fold(texts -> Objects.requireNonNull(protocol.encodeBatch(texts), "no batch"));
            } catch (RuntimeException e) {
                log.line(Level.WARN, "batch_failed")
                        .setCause(e)
                        .log("the protocol made no batch of {} messages; they leave as they are", batch.messages());
            }
        }
        return batch;
    }

    /** How many messages are in what {@code compose} gave. */
    static int messagesIn(Outgoing outgoing) {
        return outgoing instanceof FrameBatch batch ? batch.messages() : 1;
    }

    private FrameBatch takeSpare() {
        FrameBatch batch = spare.poll();
        return batch == null ? new FrameBatch() : batch;
    }

    /** It is written, or one of those who share it has written it. */
    void release(@Nullable Outgoing outgoing) {
        if (outgoing instanceof FrameBatch batch && !batch.isShared()) {
            giveBack(batch);
        }
    }

    private void giveBack(FrameBatch batch) {
        batch.clear();
        if (spare.size() < MAX_SPARE) {
            spare.push(batch);
        }
    }

    @Override
    public String toString() {
        return "Drain[" + size + " messages, " + shared.size() + " shared batches]";
    }
}
