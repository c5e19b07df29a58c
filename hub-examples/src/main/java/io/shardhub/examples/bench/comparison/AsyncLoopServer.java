package io.shardhub.examples.bench.comparison;

import io.shardhub.examples.settings.Environment;
import jakarta.websocket.CloseReason.CloseCode;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

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

    /** Serves in {@code CONTAINER} (tomcat) on {@code PORT} (8081) until the process ends. */
    public static void main(String[] args) {
        HandWrittenServer.run(new Environment(System.getenv()), QueuedPeer::new);
    }

    private static final class QueuedPeer implements Peers.Peer, SendHandler {

        private static final int MAX_WAITING = 256;

        /** CALLING -> SENDING: the call has returned, the completion has not come. CALLING -> SENT: it came before. */
        private enum State {
            IDLE,
            CALLING,
            SENT,
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
                if (state != State.IDLE && waiting.size() < MAX_WAITING) {
                    waiting.add(text);
                    return;
                }
                overflow = state != State.IDLE;
                state = overflow ? State.CLOSED : State.CALLING;
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
                if (state == State.CALLING) { // inline: to go on from here would overflow the stack of some containers
                    state = State.SENT;
                    return;
                }
                next = state == State.CLOSED ? null : next();
            }
            if (next != null) {
                write(next);
            }
        }

        /** Sends a message, and what waits behind it, until the container takes its time. */
        private void write(String first) {
            @Nullable String text = first;
            while (text != null) {
                try {
                    remote.sendText(text, this);
                } catch (IllegalStateException e) { // the session was closed meanwhile
                    close(CloseCodes.UNEXPECTED_CONDITION, "send failed");
                    return;
                }
                synchronized (lock) {
                    text = state == State.SENT ? next() : null;
                    state = state == State.CALLING && text == null ? State.SENDING : state;
                }
            }
        }

        /** What is to be sent now, if anything; under the lock. */
        private @Nullable String next() {
            String next = waiting.poll();
            state = next == null ? State.IDLE : State.CALLING;
            return next;
        }

        private void close(CloseCode code, String reason) {
            synchronized (lock) {
                state = State.CLOSED;
                waiting.clear();
            }
            Peers.close(session, code, reason);
        }
    }
}
