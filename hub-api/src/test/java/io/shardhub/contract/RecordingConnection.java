package io.shardhub.contract;

import io.shardhub.CloseReason;
import io.shardhub.transport.Connection;
import io.shardhub.transport.Outgoing;
import io.shardhub.transport.WriteListener;
import io.shardhub.transport.WriteResult;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A connection in memory that behaves as a test tells it to, remembers what it was given, and watches that its user keeps the
 * contract of {@link Connection}; see {@link #violations}.
 *
 * <p><b>Threading:</b> any thread, concurrently; a test reads while a shard writes. Listeners are called with no lock held.
 */
public final class RecordingConnection implements Connection {

    /** What a write does. */
    public enum Mode {
        /** Takes it: {@link WriteResult#SENT}. */
        SENT,
        /** Takes it: {@link WriteResult#PENDING} until the test calls {@link #completeNext} or the like. */
        PENDING,
        /** Takes it, calls the listener before it returns, and returns {@link WriteResult#PENDING}. */
        INLINE_COMPLETION,
        /** Takes nothing: {@link WriteResult#BUSY} until the mode changes; see also {@link #refuseNext}. */
        BUSY,
        /** Takes nothing: {@link WriteResult#CLOSED}. */
        CLOSED,
        /** Takes nothing and throws {@link IllegalStateException}, which the contract calls dead. */
        THROWS,
        /** Breaks the contract: blocks until {@link #release}, then acts as {@link #SENT}; abort does not free it. */
        HANGS
    }

    /* What the connection is told and was given is guarded by this. Two things are not: the count of the writes inside, which
     * must see a second one while the first hangs, and the threads that are in a listener, which is called without the lock. */
    private final AtomicInteger inside = new AtomicInteger();
    private final Set<Thread> notifying = ConcurrentHashMap.newKeySet();
    private final HangingCall hangingCall = new HangingCall();
    private final List<String> texts = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private final Deque<RecordedWrite> pending = new ArrayDeque<>();
    private Mode mode;
    private int batchLimit;
    private int busy;
    private int writes;
    private int pings;
    private int closeCalls;
    private int writesAfterEnd;
    private boolean aborted;
    private boolean failPendingAtEnd;
    private boolean throwAtEnd;
    private boolean mayHoldReader;
    private @Nullable CloseReason closeReason;
    private @Nullable String knownDead;
    private @Nullable Runnable lastCompletion;

    /** A connection that takes everything at once, one frame per write. */
    public RecordingConnection() {
        this(Mode.SENT, 1);
    }

    /** A connection in that mode, one frame per write. */
    public RecordingConnection(Mode mode) {
        this(mode, 1);
    }

    /** A connection in that mode, with that many frames per write. */
    public RecordingConnection(Mode mode, int batchLimit) {
        this.mode = mode;
        this.batchLimit = batchLimit;
    }

    /* --------------- What the test decides --------------- */

    /** Changes what further writes do; writes that are pending stay so. */
    public synchronized void setMode(Mode newMode) {
        mode = newMode;
    }

    /** Changes how many frames a write may carry; before the first write. */
    public synchronized void setBatchLimit(int newBatchLimit) {
        batchLimit = newBatchLimit;
    }

    /** Answers the next {@code times} writes with {@link WriteResult#BUSY}, whatever the mode. */
    public synchronized void refuseNext(int times) {
        busy = times;
    }

    /** Whether close and abort fail the writes that are pending, as some containers do; at first they leave them. */
    public synchronized void setFailPendingAtEnd(boolean newFailPendingAtEnd) {
        failPendingAtEnd = newFailPendingAtEnd;
    }

    /** Whether close and abort throw, after they have been recorded; at first they do not. */
    public synchronized void setThrowAtEnd(boolean newThrowAtEnd) {
        throwAtEnd = newThrowAtEnd;
    }

    /** Whether the hub may hold the thread that reports messages; at first it may not. Before it is accepted. */
    public synchronized void setMayHoldReader(boolean newMayHoldReader) {
        mayHoldReader = newMayHoldReader;
    }

    /** Lets a write go on that {@linkplain Mode#HANGS hangs}, and all later ones. */
    public void release() {
        hangingCall.release();
    }

    /** Makes further writes hang in {@code call}, which blocks in the test's own way; {@link #release} only ends its use. */
    public void hangIn(Runnable call) {
        hangingCall.hangIn(call);
        setMode(Mode.HANGS);
    }

    /** Completes the oldest pending write; false if none is pending. */
    public boolean completeNext() {
        return endNext(null);
    }

    /** Completes every write that is pending now; returns how many. */
    public int completeAll() {
        int completed = 0;
        for (int left = pendingWrites(); left > 0 && completeNext(); left--) {
            completed++;
        }
        return completed;
    }

    /** Fails the oldest pending write, which ends the connection; false if none is pending. */
    public boolean failNext(Throwable failure) {
        return endNext(failure);
    }

    /** Calls the listener of the write that ended last once more, which its user must ignore; false if there is none. */
    public boolean repeatLastCompletion() {
        Runnable last;
        synchronized (this) {
            last = lastCompletion;
        }
        if (last != null) {
            last.run();
        }
        return last != null;
    }

    /* --------------- What the connection saw --------------- */

    /** The texts in the order in which writes took them. */
    public synchronized List<String> texts() {
        return List.copyOf(texts);
    }

    /** How many writes of text were taken; less than the texts if several frames travelled in one write. */
    public synchronized int writes() {
        return writes;
    }

    /** How many pings were taken. */
    public synchronized int pings() {
        return pings;
    }

    /** How many writes, pings included, were taken and have not ended. */
    public synchronized int pendingWrites() {
        return pending.size();
    }

    /** The reason of the first close. */
    public synchronized Optional<CloseReason> closeReason() {
        return Optional.ofNullable(closeReason);
    }

    /** How often close was called. */
    public synchronized int closeCalls() {
        return closeCalls;
    }

    /** Whether abort was called. */
    public synchronized boolean isAborted() {
        return aborted;
    }

    /** How many writes came after close or abort; one is no violation, because a write may race either from another thread. */
    public synchronized int writesAfterEnd() {
        return writesAfterEnd;
    }

    /** How the user of this connection broke the contract, in order; empty if it behaved. */
    public synchronized List<String> violations() {
        return List.copyOf(violations);
    }

    /** Fails with all {@link #violations} if there are any. */
    public void assertNoViolations() {
        List<String> found = violations();
        if (!found.isEmpty()) {
            throw new AssertionError("the contract of Connection was broken: " + String.join("; ", found));
        }
    }

    /** Waits until {@code count} texts were taken; fails if they are not within the limit. */
    public void awaitTexts(int count, Duration limit) {
        Patience.until(() -> texts().size() >= count, limit, () -> texts().size() + " texts (expected: " + count + ")");
    }

    /* --------------- Connection --------------- */

    @Override
    public WriteResult trySend(Outgoing outgoing, long token, WriteListener listener) {
        return write(new RecordedWrite(outgoing, token, listener));
    }

    @Override
    public WriteResult tryPing(long token, WriteListener listener) {
        return write(new RecordedWrite(null, token, listener));
    }

    @Override
    public synchronized int batchLimit() {
        return batchLimit;
    }

    @Override
    public synchronized boolean mayHoldReader() {
        return mayHoldReader;
    }

    @Override
    public void close(CloseReason reason) {
        synchronized (this) {
            closeCalls++;
            closeReason = closeReason == null ? reason : closeReason;
        }
        end("close");
    }

    @Override
    public void abort() {
        synchronized (this) {
            aborted = true;
        }
        end("abort");
    }

    @Override
    public synchronized String toString() {
        return "RecordingConnection[" + mode + ", " + texts.size() + " texts, " + pending.size() + " pending, "
                + violations.size() + " violations]";
    }

    private WriteResult write(RecordedWrite write) {
        if (inside.getAndIncrement() > 0) {
            report(write + " came while another write had not returned");
        }
        if (notifying.contains(Thread.currentThread())) {
            report(write + " came from inside a listener");
        }
        try {
            return switch (begin(write)) {
                case SENT -> WriteResult.SENT;
                case PENDING -> WriteResult.PENDING;
                case INLINE_COMPLETION -> {
                    tell(write, null);
                    yield WriteResult.PENDING;
                }
                case BUSY -> WriteResult.BUSY;
                case CLOSED -> WriteResult.CLOSED;
                case THROWS -> throw new IllegalStateException("the test makes this connection throw");
                case HANGS -> hang(write);
            };
        } finally {
            inside.getAndDecrement();
        }
    }

    private synchronized Mode begin(RecordedWrite write) {
        check(write);
        boolean ended = aborted || closeReason != null;
        if (ended) {
            writesAfterEnd++;
        }
        if (ended || knownDead != null) {
            knownDead = "it had answered CLOSED";
            return Mode.CLOSED;
        }
        if (busy > 0) {
            busy--;
            return Mode.BUSY;
        }
        switch (mode) {
            case SENT -> take(write);
            case PENDING -> {
                take(write);
                pending.add(write);
            }
            case INLINE_COMPLETION -> {
                take(write);
                lastCompletion = () -> tell(write, null);
            }
            case CLOSED -> knownDead = "it had answered CLOSED";
            case THROWS -> knownDead = "it had thrown";
            case BUSY, HANGS -> {}
        }
        return mode;
    }

    private void check(RecordedWrite write) {
        if (!pending.isEmpty()) {
            violations.add(write + " overlaps " + pending.peek() + ", which is pending");
        }
        if (knownDead != null) {
            violations.add(write + " came after " + knownDead);
        }
        violations.addAll(write.faults(batchLimit));
    }

    private void take(RecordedWrite write) {
        if (write.isPing()) {
            pings++;
            return;
        }
        writes++;
        texts.addAll(write.texts());
    }

    private WriteResult hang(RecordedWrite write) {
        boolean released = hangingCall.run(() -> report(write + " was never released by the test"));
        synchronized (this) {
            if (aborted || closeReason != null || !released) {
                knownDead = "it had answered CLOSED";
                return WriteResult.CLOSED;
            }
            take(write);
            return WriteResult.SENT;
        }
    }

    private boolean endNext(@Nullable Throwable failure) {
        Runnable completion;
        synchronized (this) {
            RecordedWrite write = pending.poll();
            if (write == null) {
                return false;
            }
            if (write.hasChanged()) {
                violations.add("the bytes of " + write + " changed while it was pending");
            }
            knownDead = failure == null ? knownDead : "a write had failed";
            completion = () -> tell(write, failure);
            lastCompletion = completion;
        }
        completion.run();
        return true;
    }

    private void end(String how) {
        boolean fails;
        boolean throwing;
        synchronized (this) {
            fails = failPendingAtEnd;
            throwing = throwAtEnd;
        }
        while (fails && failNext(new IllegalStateException("ended by " + how))) {
            // every pending write fails
        }
        if (throwing) {
            throw new IllegalStateException("the test makes " + how + " throw");
        }
    }

    private void tell(RecordedWrite write, @Nullable Throwable failure) {
        Thread current = Thread.currentThread();
        boolean outermost = notifying.add(current);
        try {
            write.end(failure);
        } catch (RuntimeException | Error e) {
            report("the listener threw " + e + " for " + write);
        } finally {
            if (outermost) {
                notifying.remove(current);
            }
        }
    }

    private synchronized void report(String violation) {
        violations.add(violation);
    }
}
