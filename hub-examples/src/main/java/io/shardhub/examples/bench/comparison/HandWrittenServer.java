package io.shardhub.examples.bench.comparison;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
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
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.websocket.server.WsSci;

/**
 * What the yardsticks have in common: an embedded Tomcat on the loopback, the open sessions, and the protocol. It is not
 * part of the library, and uses nothing of it.
 *
 * <p>{@code {"type":"BROADCAST","data":...}} goes to every client, {@code {"type":"ECHO","data":...}} back to its sender,
 * both with the data unchanged; anything else closes the connection that sent it. A broadcast runs on the container's
 * thread that received it, and is encoded once.
 */
final class HandWrittenServer extends Endpoint {

    private static final Logger LOG = System.getLogger(HandWrittenServer.class.getName());
    private static final Gson JSON =
            new GsonBuilder().disableHtmlEscaping().serializeNulls().create();
    private static final int MAX_TEXT_SIZE = 64 * 1024;

    /** The sending side of one session. */
    interface Peer {

        /**
         * Sends a text message, after those given before by the same thread.
         *
         * <p><b>Threading:</b> any thread, concurrently. Never throws: a session that cannot be sent to is closed.
         */
        void send(String text);
    }

    private record Message(String type, JsonElement data) {}

    private final Map<Session, Peer> peers = new ConcurrentHashMap<>();
    private final Function<Session, Peer> newPeer;

    private HandWrittenServer(Function<Session, Peer> newPeer) {
        this.newPeer = newPeer;
    }

    /** Serves {@code ws://127.0.0.1:$PORT/ws} (8081 if not set) until the process ends. */
    static void run(Function<Session, Peer> newPeer) throws LifecycleException {
        int port = Integer.parseInt(System.getenv().getOrDefault("PORT", "8081"));
        Connector connector = new Connector("HTTP/1.1");
        connector.setPort(port);
        connector.setProperty("address", "127.0.0.1");
        connector.setProperty("acceptCount", "1024");
        connector.setProperty("maxConnections", "-1");
        connector.setThrowOnFailure(true);

        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(System.getProperty("java.io.tmpdir") + "/shardhub-comparison-" + port);
        tomcat.setConnector(connector);
        Context context = tomcat.addContext("", null);
        // Without a servlet mapped, Tomcat answers 404 before its WebSocket filter sees the request.
        Tomcat.addServlet(context, "default", new DefaultServlet()).addMapping("/");
        HandWrittenServer server = new HandWrittenServer(newPeer);
        context.addServletContainerInitializer(new WsSci(), null);
        context.addServletContainerInitializer((classes, servletContext) -> server.deploy(servletContext), null);

        tomcat.start();
        LOG.log(Level.INFO, "listening on ws://127.0.0.1:" + port + "/ws");
        tomcat.getServer().await();
    }

    /** Closes the session; onClose forgets it, also when the peer is gone or the close frame cannot be written. */
    static void close(Session session, CloseCode code, String reason) {
        try {
            session.close(new CloseReason(code, reason));
        } catch (IOException | IllegalStateException e) {
            LOG.log(Level.DEBUG, "the connection was gone before it could be closed", e);
        }
    }

    private void deploy(ServletContext servletContext) throws ServletException {
        ServerContainer container = (ServerContainer) servletContext.getAttribute(ServerContainer.class.getName());
        try {
            container.addEndpoint(ServerEndpointConfig.Builder.create(HandWrittenServer.class, "/ws")
                    .configurator(new PlainHandshake())
                    .build());
        } catch (DeploymentException e) {
            throw new ServletException(e);
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
        LOG.log(Level.DEBUG, "closing a session that failed", error);
        close(session, CloseCodes.UNEXPECTED_CONDITION, "failed");
    }

    private void onText(Session session, Peer sender, String text) {
        Message message;
        try {
            message = JSON.fromJson(text, Message.class);
        } catch (JsonParseException e) {
            LOG.log(Level.DEBUG, "not a message", e);
            message = null;
        }
        if (message == null || message.type() == null || message.data() == null) {
            close(session, CloseCodes.NOT_CONSISTENT, "expected {\"type\":..,\"data\":..}");
            return;
        }
        switch (message.type()) {
            case "BROADCAST" -> broadcast(JSON.toJson(message));
            case "ECHO" -> sender.send(JSON.toJson(message));
            default -> close(session, CloseCodes.CANNOT_ACCEPT, "expected type BROADCAST or ECHO");
        }
    }

    private void broadcast(String text) {
        for (Peer peer : peers.values()) {
            peer.send(text);
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
}
