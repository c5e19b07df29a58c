package io.shardhub.examples.bench.comparison;

import io.shardhub.examples.container.Container;
import io.shardhub.examples.settings.Environment;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.Session;
import java.io.IOException;

/**
 * The second yardstick: the simple loop, which writes to one session after the other and waits for each. It is not part of
 * the library, and uses nothing of it.
 *
 * <p>It costs less than {@link AsyncLoopServer} while every client reads, and has no queue that could overflow; but one
 * client that does not read holds up the broadcast for everyone, on Tomcat for up to 20 seconds, before it is closed, elsewhere
 * for ever. Undertow is left out: it calls its applications on the threads that write, which must not wait for a write.
 */
public final class BlockingLoopServer {

    private BlockingLoopServer() {}

    /** Serves in {@code CONTAINER} (tomcat) on {@code PORT} (8081) until the process ends. */
    public static void main(String[] args) {
        Environment environment = new Environment(System.getenv());
        if (environment.text("CONTAINER", "").equals(Container.UNDERTOW.toString())) {
            System.err.println("CONTAINER: undertow (expected: another one, its threads must not block)");
            System.exit(1);
        }
        HandWrittenServer.run(environment, LockedPeer::new);
    }

    private static final class LockedPeer implements Peers.Peer {

        private final Session session;
        private final RemoteEndpoint.Basic remote;
        private final Object lock = new Object();

        LockedPeer(Session session) {
            this.session = session;
            this.remote = session.getBasicRemote();
        }

        @Override
        public void send(String text) {
            try {
                synchronized (lock) {
                    remote.sendText(text);
                }
            } catch (IOException | IllegalStateException e) { // the client is gone, or did not read in time
                Peers.close(session, CloseCodes.UNEXPECTED_CONDITION, "send failed");
            }
        }
    }
}
