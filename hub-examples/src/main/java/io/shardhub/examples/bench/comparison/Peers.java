package io.shardhub.examples.bench.comparison;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCode;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the loops have in common: the open sessions and the protocol. A broadcast runs on the container's thread that received it,
 * and is put into words once.
 *
 * <p>Public, and without a servlet in its signatures, because containers look at endpoints by reflection.
 */
public final class Peers extends Endpoint {

    static final int MAX_TEXT_SIZE = 64 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(Peers.class);

    /** The sending side of one session. */
    interface Peer {

        /**
         * Sends a text message, after those given before by the same thread.
         *
         * <p><b>Threading:</b> any thread, concurrently. Never throws: a session that cannot be sent to is closed.
         */
        void send(String text);
    }

    private final Map<Session, Peer> peers = new ConcurrentHashMap<>();
    private final Function<Session, Peer> newPeer;

    Peers(Function<Session, Peer> newPeer) {
        this.newPeer = newPeer;
    }

    /** Closes the session; onClose forgets it, also when the peer is gone or the close frame cannot be written. */
    static void close(Session session, CloseCode code, String reason) {
        try {
            session.close(new CloseReason(code, reason));
        } catch (IOException | IllegalStateException e) {
            LOG.debug("the connection was gone before it could be closed", e);
        }
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
        Peer peer = newPeer.apply(session);
        session.setMaxTextMessageBufferSize(MAX_TEXT_SIZE);
        session.addMessageHandler(String.class, text -> onText(session, peer, text));
        peers.put(session, peer);
    }

    @Override
    public void onClose(Session session, CloseReason reason) {
        peers.remove(session);
    }

    @Override
    public void onError(Session session, Throwable error) {
        LOG.debug("closing a session that failed", error);
        close(session, CloseCodes.UNEXPECTED_CONDITION, "failed");
    }

    private void onText(Session session, Peer sender, String text) {
        @Nullable Words words = Words.of(text);
        if (words == null) {
            close(session, CloseCodes.CANNOT_ACCEPT, Words.EXPECTED);
        } else if (words.isBroadcast()) {
            String all = words.toString();
            peers.values().forEach(peer -> peer.send(all));
        } else {
            sender.send(words.toString());
        }
    }
}
