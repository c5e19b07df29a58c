package io.shardhub.examples.bench.comparison;

import io.shardhub.examples.container.Application;
import io.shardhub.examples.container.Container;
import io.shardhub.examples.container.EmbeddedContainer;
import io.shardhub.examples.container.Listen;
import io.shardhub.examples.container.Logs;
import io.shardhub.examples.settings.Environment;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCode;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Extension;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the loops have in common: the open sessions and the protocol, in a container whose settings are its own defaults. It is
 * not part of the library, and uses nothing of it.
 *
 * <p>A broadcast runs on the container's thread that received it, and is put into words once.
 */
final class HandWrittenServer extends Endpoint implements Application {

    static final int DEFAULT_PORT = 8081;
    static final int MAX_TEXT_SIZE = 64 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(HandWrittenServer.class);
    private static final int MAX_CONNECTIONS = 25_100;

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

    private HandWrittenServer(Function<Session, Peer> newPeer) {
        this.newPeer = newPeer;
    }

    /** Serves in the container that {@code CONTAINER} names, on the port in {@code PORT}, until the process ends. */
    static void run(Environment environment, Function<Session, Peer> newPeer) {
        Logs.throughSlf4j();
        try {
            Listen listen = Listen.locally(environment.integer("PORT", DEFAULT_PORT, 0, 65_535), MAX_CONNECTIONS);
            EmbeddedContainer container = Container.of(environment).start(listen, new HandWrittenServer(newPeer));
            Runtime.getRuntime().addShutdownHook(new Thread(container::close, "comparison-shutdown"));
            System.out.println("ready: ws://127.0.0.1:" + container.port() + "/ws");
        } catch (IllegalArgumentException | IOException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
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
    public void deploy(ServletContext context) throws ServletException {
        // Without a servlet mapped, Tomcat answers 404 before its WebSocket filter sees the request.
        context.addServlet("nothing", new Nothing()).addMapping("/");
        try {
            deploy((ServerContainer) context.getAttribute(ServerContainer.class.getName()));
        } catch (DeploymentException e) {
            throw new ServletException(e);
        }
    }

    @Override
    public Runnable deploy(ServerContainer container) throws DeploymentException {
        container.addEndpoint(ServerEndpointConfig.Builder.create(HandWrittenServer.class, "/ws")
                .configurator(new PlainHandshake())
                .build());
        return () -> {};
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

    /** Hands every connection to this server and accepts no extension, so nothing is compressed. */
    private final class PlainHandshake extends ServerEndpointConfig.Configurator {

        @Override
        public <T> T getEndpointInstance(Class<T> endpointClass) {
            return endpointClass.cast(HandWrittenServer.this);
        }

        @Override
        public List<Extension> getNegotiatedExtensions(List<Extension> installed, List<Extension> requested) {
            return List.of();
        }
    }

    /** Answers plain requests with 405. */
    private static final class Nothing extends HttpServlet {

        private static final long serialVersionUID = 1L;
    }
}
