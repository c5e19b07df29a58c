package io.shardhub.jakarta.internal;

import io.shardhub.CloseReason;
import io.shardhub.transport.Outgoing;
import io.shardhub.transport.WriteResult;
import jakarta.websocket.CloseReason.CloseCode;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Writes over the standard API; works in every container. */
final class StandardPipe implements Pipe, SendHandler {

    private final Session session;
    private final RemoteEndpoint.Async remote; // taken while the session is open: some containers refuse it later
    private final Container container;

    /* Set before every write. One write is under way at a time, so one handler object serves them all. */
    private volatile @Nullable Completion completion;

    StandardPipe(Session session, Container container) {
        this.session = session;
        this.remote = session.getAsyncRemote();
        this.container = container;
    }

    @Override
    public WriteResult write(Outgoing outgoing, Completion newCompletion) {
        if (outgoing.count() != 1) {
            throw new IllegalArgumentException("outgoing: " + outgoing.count() + " frames (expected: 1)");
        }
        completion = newCompletion;
        // No send timeout: what containers do at its end is not to be trusted. The hub has a deadline of its own.
        remote.sendText(outgoing.frame(0).text(), this);
        return WriteResult.PENDING;
    }

    @Override
    public void onResult(SendResult result) {
        Completion waiting = completion;
        if (waiting != null) {
            Throwable cause = result.getException();
            waiting.completed(result.isOK() ? null : cause != null ? cause : new IOException("send failed"));
        }
    }

    @Override
    public boolean pingBlocks() {
        return container.pingBlocks();
    }

    @Override
    public void ping() throws IOException {
        remote.sendPing(ByteBuffer.allocate(0));
    }

    @Override
    public void close(CloseReason reason) throws IOException {
        session.close(new jakarta.websocket.CloseReason(codeOf(reason.code()), reason.text()));
    }

    /*
     * The standard API has no abort. Tomcat closes the socket at once, whatever the peer does, when the thread that should
     * send the close frame is interrupted before it begins to wait for its turn. Elsewhere an abnormal close is all there is.
     */
    @Override
    public void abort() throws IOException {
        if (container == Container.TOMCAT) {
            Thread.currentThread().interrupt();
        }
        try {
            session.close(new jakarta.websocket.CloseReason(CloseCodes.GOING_AWAY, ""));
        } finally {
            Thread.interrupted();
        }
    }

    private static CloseCode codeOf(int number) {
        try {
            return CloseCodes.getCloseCode(number);
        } catch (IllegalArgumentException e) { // younger than the API
            return () -> number;
        }
    }
}
