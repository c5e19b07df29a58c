package io.shardhub.jakarta.internal;

import io.shardhub.CloseReason;
import io.shardhub.transport.Outgoing;
import io.shardhub.transport.WriteResult;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * How bytes reach the peer of one session: what differs between containers, and nothing else. The rules of a connection are
 * kept by {@link SessionConnection}, which never has two of {@code write}, {@code ping} and {@code close} under way.
 */
public interface Pipe {

    /** Hears how one write ended, and no other: a container that calls it twice ends nothing but that write. */
    interface Completion {

        /** The write has ended; any thread, also inside {@link Pipe#write}. Repeated calls are ignored. */
        void completed(@Nullable Throwable failure);
    }

    /** How many frames one write may carry. */
    default int batchLimit() {
        return 1;
    }

    /**
     * Starts to write; never blocks. After {@link WriteResult#PENDING} the completion must be called, and may have been
     * called already; after any other result it must not be, now or later. Throws when the session is dead.
     */
    WriteResult write(Outgoing outgoing, Completion completion) throws IOException;

    /** Whether {@link #ping} may block; if so, the ping has ended when it returns, whatever the result. */
    boolean pingBlocks();

    /** Starts to write a ping, under the rules of {@link #write}; may block, for a bounded time, if it says so. */
    WriteResult ping(Completion completion) throws IOException;

    /** Sends a close frame and starts to end the session; may block, for a bounded time. */
    void close(CloseReason reason) throws IOException;

    /** Ends the session without regard for the peer, and frees what it holds; may block, for a bounded time. */
    void abort() throws IOException;
}
