package io.shardhub.jakarta.internal;

import io.shardhub.CloseReason;
import io.shardhub.transport.Outgoing;
import io.shardhub.transport.WriteResult;
import jakarta.websocket.CloseReason.CloseCode;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes over the standard API; works in every container. */
final class StandardPipe implements Pipe {

    private static final Logger LOG = LoggerFactory.getLogger(StandardPipe.class);

    private final Session session;
    private final RemoteEndpoint.Async remote; // taken while the session is open: some containers refuse it later
    private final Container container;

    StandardPipe(Session session, Container container) {
        this.session = session;
        this.remote = session.getAsyncRemote();
        this.container = container;
    }

    @Override
    public WriteResult write(Outgoing outgoing, Completion completion) {
        if (outgoing.count() != 1) {
            throw new IllegalArgumentException("outgoing: " + outgoing.count() + " frames (expected: 1)");
        }
        // No send timeout: what containers do at its end is not to be trusted. The hub has a deadline of its own.
        remote.sendText(outgoing.frame(0).text(), result -> completion.completed(failureOf(result)));
        return WriteResult.PENDING;
    }

    private static @Nullable Throwable failureOf(SendResult result) {
        Throwable cause = result.getException();
        return result.isOK() ? null : cause != null ? cause : new IOException("send failed");
    }

    @Override
    public boolean pingBlocks() {
        return container.pingBlocks();
    }

    @Override
    public WriteResult ping(Completion completion) throws IOException {
        remote.sendPing(ByteBuffer.allocate(0));
        return WriteResult.SENT;
    }

    @Override
    public void close(CloseReason reason) throws IOException {
        session.close(new jakarta.websocket.CloseReason(codeOf(reason.code()), reason.text()));
    }

    @Override
    public void abort() throws IOException {
        try {
            container.cut(Container.actual(session));
        } catch (ReflectiveOperationException | RuntimeException e) { // an abnormal close is all that there is
            LOG.debug("session {} cannot be cut", session.getId(), e);
            session.close(new jakarta.websocket.CloseReason(CloseCodes.GOING_AWAY, ""));
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
