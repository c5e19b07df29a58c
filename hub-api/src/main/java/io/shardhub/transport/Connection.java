package io.shardhub.transport;

import io.shardhub.CloseReason;
import io.shardhub.annotation.AnyThread;
import io.shardhub.annotation.ShardThread;

/**
 * A byte pipe to one peer: what a transport implements. The hub decides what is written, when, and for how long; the
 * connection only writes.
 *
 * <p><b>No method ever blocks.</b> What blocks in a container, the connection runs on threads of its own.
 *
 * <p><b>Threading:</b> {@code trySend} and {@code tryPing} are called by the shard thread, one at a time, and never while an
 * earlier write is pending: a connection needs no queue. {@code close} and {@code abort} may come from any thread at any
 * time, also during a write and repeatedly.
 *
 * <p>No method throws for anything that a peer or a network can do; a connection that throws is treated as dead.
 */
public interface Connection {

    /**
     * Starts to write. Once a write has failed, or the connection is closed or aborted, the answer is soon, and then for ever,
     * {@link WriteResult#CLOSED}.
     *
     * @param outgoing at most {@link #batchLimit} frames
     * @param token names this write towards the listener
     * @param listener is called exactly once if, and only if, the result is {@link WriteResult#PENDING}
     */
    @ShardThread
    WriteResult trySend(Outgoing outgoing, long token, WriteListener listener);

    /**
     * Starts to write a ping, under the rules of {@link #trySend}. Where that would block, the connection may take the ping, which
     * is {@link WriteResult#SENT}, and write it between messages as soon as it can.
     */
    @ShardThread
    WriteResult tryPing(long token, WriteListener listener);

    /** How many frames one write may carry; constant. */
    default int batchLimit() {
        return 1;
    }

    /**
     * Whether the thread that hands this peer's messages to {@link Receiver#text} may be held there for a moment, so that
     * nothing more of the peer is read: it serves no other peer meanwhile, and is one of many. Constant.
     */
    default boolean mayHoldReader() {
        return false;
    }

    /**
     * Starts the closing handshake and returns at once; a code that must not be on the wire, such as 1006, aborts. A write that is pending may fail. The end is reported to
     * {@link Receiver#closed}, if the container reports it; the hub does not rely on it.
     */
    @AnyThread
    void close(CloseReason reason);

    /** Cuts the connection without a word; what it holds is freed soon, also when the peer never reads; the
     * operating system may keep what it had taken already until it gives the peer up. Idempotent. */
    @AnyThread
    void abort();
}
