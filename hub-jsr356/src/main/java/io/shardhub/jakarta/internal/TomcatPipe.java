package io.shardhub.jakarta.internal;

import io.shardhub.CloseReason;
import io.shardhub.transport.Outgoing;
import io.shardhub.transport.WriteResult;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.channels.CompletionHandler;
import org.jspecify.annotations.Nullable;

/**
 * Writes whole frames to Tomcat's socket, past its WebSocket layer: no encoding for each session, no executor hop for each
 * completion, several frames in one write.
 *
 * <p>Tomcat's own control frames go through the same socket's write lock: while one is being written, the socket takes
 * nothing and the hub asks again. Everything but messages goes over the standard API.
 */
final class TomcatPipe implements Pipe, CompletionHandler<Long, Void> {

    /** Bounds the buffer that waits for one connection. */
    private static final int BATCH_LIMIT = 64;

    private final Session session;
    private final TomcatSocket socket;
    private final Pipe standard;

    /* Set before every write. One write is under way at a time, so one handler object serves them all. */
    private volatile @Nullable Completion completion;

    TomcatPipe(Session session, TomcatSocket socket, Pipe standard) {
        this.session = session;
        this.socket = socket;
        this.standard = standard;
    }

    @Override
    public int batchLimit() {
        return BATCH_LIMIT;
    }

    @Override
    public WriteResult write(Outgoing outgoing, Completion newCompletion) {
        if (!session.isOpen()) { // nothing may follow a close frame
            return WriteResult.CLOSED;
        }
        completion = newCompletion;
        return socket.write(outgoing.bytes(), this);
    }

    @Override
    public void completed(Long written, Void attachment) {
        end(null);
    }

    @Override
    public void failed(Throwable cause, Void attachment) {
        end(cause);
    }

    private void end(@Nullable Throwable cause) {
        Completion waiting = completion;
        if (waiting != null) {
            waiting.completed(cause);
        }
    }

    @Override
    public boolean pingBlocks() {
        return standard.pingBlocks();
    }

    @Override
    public void ping() throws IOException {
        standard.ping();
    }

    @Override
    public void close(CloseReason reason) throws IOException {
        standard.close(reason);
    }

    @Override
    public void abort() throws IOException {
        standard.abort();
    }
}
