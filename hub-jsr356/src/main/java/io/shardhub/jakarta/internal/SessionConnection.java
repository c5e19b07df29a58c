package io.shardhub.jakarta.internal;

import io.shardhub.CloseCode;
import io.shardhub.CloseReason;
import io.shardhub.transport.Connection;
import io.shardhub.transport.Outgoing;
import io.shardhub.transport.Receiver;
import io.shardhub.transport.WriteListener;
import io.shardhub.transport.WriteResult;
import java.io.IOException;
import java.lang.invoke.WrongMethodTypeException;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session as a connection: keeps the rules of {@link Connection} over a {@link Pipe}.
 *
 * <p>A close waits for the write that is under way, so that the peer gets its code; if that write never ends, the hub aborts
 * after its grace. An abort waits for nothing.
 */
final class SessionConnection implements Connection {

    private static final Logger LOG = LoggerFactory.getLogger(SessionConnection.class);

    /** Codes that say that there was no close frame, and must not be in one. */
    private static final Set<Integer> NEVER_SENT = Set.of(1004, 1005, 1006, 1015);

    private static final Set<Integer> ABUSE =
            Set.of(CloseCode.POLICY.number(), CloseCode.TOO_BIG.number(), CloseCode.RATE_LIMITED.number());

    /*
     * The phase says who may do what. IDLE -> STARTING: the shard thread, which then calls into the container. From there
     * STARTING -> PENDING (the shard thread, on its way out) and STARTING -> COMPLETED (the completion) exclude each other:
     * the loser knows that the other was there, so a completion that comes inline or quickly makes the result SENT, and the
     * listener is called exactly once after PENDING. PENDING -> IDLE or FINISHED: the completion, an abort or the end of
     * the session, whoever is first, and it calls the listener. Any -> FINISHED: for good; also while a close waits or runs.
     * The token and the listener belong to the shard thread until PENDING publishes them.
     *
     * Containers have been seen to complete one write twice, so each write has a turn of its own, which counts once. A turn
     * that no container has kept, because the write was over when it returned, serves the next write too.
     */
    private static final int IDLE = 0;
    private static final int STARTING = 1;
    private static final int COMPLETED = 2;
    private static final int PENDING = 3;
    private static final int FINISHED = 4;
    private static final int PINGING = 5; // inside a container that blocks: messages find the connection busy

    /** What is to become of a ping on a container that blocks. */
    private enum Ping {
        NONE,
        /** A closer thread has it, or will have it. */
        HANDED_OVER,
        /** It found a write under way, and is handed over again at its end. */
        OWED
    }

    private final AtomicInteger phase = new AtomicInteger(IDLE);
    private final AtomicReference<Ping> ping = new AtomicReference<>(Ping.NONE);
    private final AtomicReference<CloseReason> closing = new AtomicReference<>();
    private final AtomicReference<CloseReason> end = new AtomicReference<>();
    private final AtomicBoolean aborted = new AtomicBoolean();
    private final AtomicBoolean reported = new AtomicBoolean();
    private volatile @Nullable Receiver receiver;
    private volatile @Nullable Future<?> blocking; // the ping or the close that may be stuck in the container

    private final Pipe pipe;
    private final Closer closer;
    private final boolean mayHoldReader;
    private final Consumer<Throwable> onSurprise;

    private @Nullable Turn turn; // the shard thread's
    private long token;
    private WriteListener listener = (ignored, failure) -> {};
    private @Nullable Throwable failure; // published by COMPLETED

    /** One write's completion; set once it has been called. */
    private final class Turn extends AtomicBoolean implements Pipe.Completion {

        private static final long serialVersionUID = 1L;

        @Override
        public void completed(@Nullable Throwable cause) {
            if (compareAndSet(false, true)) {
                SessionConnection.this.completed(cause);
            }
        }
    }

    /**
     * A connection over that pipe.
     *
     * @param mayHoldReader see {@link Connection#mayHoldReader}
     * @param onSurprise hears of errors that no peer and no network can cause; any thread
     */
    SessionConnection(Pipe pipe, Closer closer, boolean mayHoldReader, Consumer<Throwable> onSurprise) {
        this.pipe = pipe;
        this.closer = closer;
        this.mayHoldReader = mayHoldReader;
        this.onSurprise = onSurprise;
    }

    @Override
    public int batchLimit() {
        return pipe.batchLimit();
    }

    @Override
    public boolean mayHoldReader() {
        return mayHoldReader;
    }

    @Override
    public WriteResult trySend(Outgoing outgoing, long newToken, WriteListener newListener) {
        if (!begin(newToken, newListener)) {
            return refusal();
        }
        try {
            return settle(pipe.write(outgoing, turn()));
        } catch (Exception | Error e) { // closed meanwhile, or a text with half a character: an Error on Tyrus
            return failed(e);
        }
    }

    @Override
    public WriteResult tryPing(long newToken, WriteListener newListener) {
        if (pipe.pingBlocks()) {
            return pingAside();
        }
        if (!begin(newToken, newListener)) {
            return refusal();
        }
        try {
            return settle(pipe.ping(turn()));
        } catch (Exception | Error e) {
            return failed(e);
        }
    }

    /* Until a thread is free for it, which others may hold for a while, a ping must not hold up messages: so it does not begin
     * here, as a write does, but when that thread finds the connection idle. */
    private WriteResult pingAside() {
        if (closing.get() != null || phase.get() == FINISHED) {
            return WriteResult.CLOSED;
        }
        if (ping.compareAndSet(Ping.NONE, Ping.HANDED_OVER)) {
            runBlocking(this::ping);
        }
        return WriteResult.SENT;
    }

    private void ping() {
        while (!phase.compareAndSet(IDLE, PINGING)) {
            ping.set(Ping.OWED);
            if (phase.get() != IDLE || !ping.compareAndSet(Ping.OWED, Ping.HANDED_OVER)) {
                return; // whoever ends the write has it now
            }
        }
        try {
            pipe.ping(cause -> {});
            ping.set(Ping.NONE);
            phase.compareAndSet(PINGING, IDLE);
            closeIfIdle();
            pingIfOwed();
        } catch (IOException | RuntimeException e) {
            LOG.debug("ping failed", e);
            judge(e);
            abort();
        }
    }

    private void pingIfOwed() {
        if (ping.compareAndSet(Ping.OWED, Ping.HANDED_OVER)) {
            runBlocking(this::ping);
        }
    }

    /** The completion of the write that begins. */
    private Turn turn() {
        Turn present = turn;
        if (present == null || present.get()) {
            present = new Turn();
            turn = present;
        }
        return present;
    }

    private WriteResult failed(Throwable cause) {
        LOG.debug("write refused", cause);
        judge(cause);
        return settle(WriteResult.CLOSED);
    }

    /* Whether the container took bytes before it threw nobody can know, so the session ends in any case. */
    private void judge(Throwable cause) {
        if (cause instanceof LinkageError
                || cause instanceof ClassCastException
                || cause instanceof WrongMethodTypeException) {
            onSurprise.accept(cause);
        }
    }

    private boolean begin(long newToken, WriteListener newListener) {
        if (closing.get() != null || !phase.compareAndSet(IDLE, STARTING)) {
            return false;
        }
        token = newToken;
        listener = newListener;
        failure = null;
        return true;
    }

    private WriteResult refusal() {
        return closing.get() != null || phase.get() == FINISHED ? WriteResult.CLOSED : WriteResult.BUSY;
    }

    /** The shard thread's way out of a write that began. */
    private WriteResult settle(WriteResult began) {
        if (began == WriteResult.PENDING) {
            turn = null; // the container has it
            if (phase.compareAndSet(STARTING, PENDING)) {
                return WriteResult.PENDING;
            }
        }
        int seen = phase.get();
        if (seen == FINISHED) {
            return WriteResult.CLOSED;
        }
        if (began == WriteResult.CLOSED || (seen == COMPLETED && failure != null)) {
            abort();
            return WriteResult.CLOSED;
        }
        phase.compareAndSet(seen, IDLE);
        closeIfIdle();
        pingIfOwed();
        return began == WriteResult.BUSY ? WriteResult.BUSY : WriteResult.SENT;
    }

    private void completed(@Nullable Throwable cause) {
        if (phase.get() == STARTING) {
            failure = cause;
            if (phase.compareAndSet(STARTING, COMPLETED)) {
                return;
            }
        }
        long endedToken = token;
        WriteListener endedListener = listener;
        if (!phase.compareAndSet(PENDING, cause == null ? IDLE : FINISHED)) {
            return; // repeated, or too late
        }
        endedListener.written(endedToken, cause);
        if (cause == null) {
            closeIfIdle();
            pingIfOwed();
        } else {
            LOG.debug("write failed", cause);
            judge(cause);
            abort(); // Tomcat reports no end of a session whose write failed, unless the session is closed
        }
    }

    @Override
    public void close(CloseReason reason) {
        if (NEVER_SENT.contains(reason.code())) {
            abort();
        } else if (closing.compareAndSet(null, reason)) {
            closeIfIdle();
        }
    }

    /** Whether the hub has closed it for what its peer sent. Any thread. */
    boolean isClosedForAbuse() {
        CloseReason reason = closing.get();
        return reason != null && ABUSE.contains(reason.code());
    }

    private void closeIfIdle() {
        CloseReason reason = closing.get();
        if (reason != null && phase.compareAndSet(IDLE, FINISHED)) {
            runBlocking(() -> {
                try {
                    pipe.close(reason);
                    closer.runAfterLinger(() -> {
                        cut();
                        ended(reason); // a server that stops may not report it
                    });
                } catch (Exception e) { // closed already, or the peer takes nothing
                    LOG.debug("close failed", e);
                    abort();
                }
            });
        }
    }

    private void runBlocking(Runnable work) {
        Future<?> started = closer.runInterruptibly(work);
        blocking = started;
        if (aborted.get()) { // it may not have seen what it should cancel
            started.cancel(true);
        }
    }

    @Override
    public void abort() {
        if (!aborted.compareAndSet(false, true)) {
            return;
        }
        Future<?> stuck = blocking;
        if (stuck != null) {
            stuck.cancel(true);
        }
        closer.run(() -> {
            cut();
            ended(CloseReason.of(CloseCode.LOST, "aborted"));
        });
    }

    /* Also long after the end was reported: some containers report it as soon as their close frame is on its way. */
    private void cut() {
        try {
            pipe.abort();
        } catch (Exception e) {
            LOG.debug("abort failed", e);
        }
    }

    /** The endpoint's last step: from now on the end can be reported. Any thread. */
    void opened(Receiver newReceiver) {
        receiver = newReceiver;
        report();
    }

    /**
     * The container reports an error: aborts the session if it does not end by itself. Some containers go on to close it with
     * a code that says why, which the peer should see. Any thread.
     */
    void failed(BooleanSupplier open) {
        closer.runAfterLinger(() -> {
            if (open.getAsBoolean()) {
                abort();
            }
        });
    }

    /** The session has ended; the first reason counts. Any thread. */
    void ended(CloseReason reason) {
        CloseReason effective = aborted.get() ? CloseReason.of(CloseCode.LOST, "aborted") : reason;
        if (!end.compareAndSet(null, effective)) {
            return;
        }
        if (phase.getAndSet(FINISHED) == PENDING) {
            listener.written(token, new IOException("the connection has ended"));
        }
        report();
    }

    private void report() {
        Receiver target = receiver;
        CloseReason reason = end.get();
        if (target != null && reason != null && reported.compareAndSet(false, true)) {
            target.closed(reason);
        }
    }
}
