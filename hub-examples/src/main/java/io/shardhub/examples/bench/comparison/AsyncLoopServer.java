package io.shardhub.examples.bench.comparison;

import jakarta.websocket.CloseReason.CloseCode;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.util.ArrayDeque;
import java.util.Queue;
import org.apache.catalina.LifecycleException;

/**
 * The yardstick that Shardhub's figures are compared with: the correct asynchronous loop, written by hand with the
 * standard API. It is not part of the library, and uses nothing of it.
 *
 * <p>Each session has a bounded queue under a lock and at most one send under way, whose completion starts the next. A
 * client that reads too slowly fills its own queue and is closed; the others wait only for that close, on Tomcat up to 50
 * ms. A burst of more messages than the queue holds closes clients too: nothing slows the senders down.
 */
public final class AsyncLoopServer {

    private AsyncLoopServer() {}

    /** Serves on the port in the environment variable {@code PORT}, or 8081, until the process ends. */
    public static void main(String[] args) throws LifecycleException {
        HandWrittenServer.run(QueuedPeer::new);
    }

    private static final class QueuedPeer implements HandWrittenServer.Peer, SendHandler {

        private static final int MAX_WAITING = 256;

        private enum State {
            IDLE,
            SENDING,
            CLOSED
        }

        private final Session session;
        private final RemoteEndpoint.Async remote;

        private final Object lock = new Object();
        private final Queue<String> waiting = new ArrayDeque<>(); // under the lock, as is the state
        private State state = State.IDLE;

        QueuedPeer(Session session) {
            this.session = session;
            this.remote = session.getAsyncRemote();
        }

        @Override
        public void send(String text) {
            boolean overflow;
            synchronized (lock) {
                if (state == State.CLOSED) {
                    return;
                }
                if (state == State.SENDING && waiting.size() < MAX_WAITING) {
                    waiting.add(text);
                    return;
                }
                overflow = state == State.SENDING;
                state = overflow ? State.CLOSED : State.SENDING;
            }
            if (overflow) {
                close(CloseCodes.TRY_AGAIN_LATER, "too slow");
            } else {
                write(text);
            }
        }

        @Override
        public void onResult(SendResult result) {
            if (!result.isOK()) {
                close(CloseCodes.UNEXPECTED_CONDITION, "send failed");
                return;
            }
            String next;
            synchronized (lock) {
                if (state == State.CLOSED) {
                    return;
                }
                next = waiting.poll();
                state = next == null ? State.IDLE : State.SENDING;
            }
            if (next != null) {
                write(next);
            }
        }

        private void write(String text) {
            try {
                remote.sendText(text, this);
            } catch (IllegalStateException e) { // the session was closed meanwhile
                close(CloseCodes.UNEXPECTED_CONDITION, "send failed");
            }
        }

        private void close(CloseCode code, String reason) {
            synchronized (lock) {
                state = State.CLOSED;
                waiting.clear();
            }
            HandWrittenServer.close(session, code, reason);
        }
    }
}
