package io.shardhub.jakarta.internal;

import io.shardhub.contract.ConnectionContract;
import io.shardhub.contract.Pair;
import io.shardhub.contract.RecordingReceiver;
import io.shardhub.jakarta.ReadingPeer;
import io.shardhub.jakarta.TestServer;
import io.shardhub.transport.Connection;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.catalina.LifecycleException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Sessions of Tomcat over the standard API, even where a faster pipe would bind them. */
class StandardPipeTest extends ConnectionContract {

    private static final BlockingQueue<Opened> OPENED = new LinkedBlockingQueue<>();
    private static final Closer CLOSER = new Closer(4, null);
    private static TestServer server;

    private record Opened(Connection connection, RecordingReceiver receiver) {}

    private record LivePair(Opened opened, ReadingPeer peer) implements Pair {

        @Override
        public Connection connection() {
            return opened.connection();
        }

        @Override
        public RecordingReceiver receiver() {
            return opened.receiver();
        }

        @Override
        public void close() {
            connection().abort();
            peer.vanish();
        }
    }

    /** A hub's endpoint without a hub, on the standard pipe. */
    public static final class StandardEndpoint extends Endpoint {

        private volatile SessionConnection connection;

        @Override
        public void onOpen(Session session, EndpointConfig config) {
            Container.TOMCAT.tune(session);
            connection = new SessionConnection(new StandardPipe(session, Container.TOMCAT), CLOSER, true);
            RecordingReceiver receiver = new RecordingReceiver();
            session.addMessageHandler(String.class, receiver::text);
            session.addMessageHandler(ByteBuffer.class, message -> receiver.binary(message.remaining()));
            session.addMessageHandler(PongMessage.class, pong -> receiver.pong());
            connection.opened(receiver);
            OPENED.add(new Opened(connection, receiver));
        }

        @Override
        public void onClose(Session session, jakarta.websocket.CloseReason reason) {
            connection.ended(Reasons.of(reason));
        }

        @Override
        public void onError(Session session, Throwable cause) {
            connection.failed(session::isOpen);
        }
    }

    @BeforeAll
    static void startServer() throws LifecycleException {
        server = TestServer.tomcat(
                (classes, context) -> {
                    ServerContainer container = (ServerContainer) context.getAttribute(ServerContainer.class.getName());
                    try {
                        container.addEndpoint(ServerEndpointConfig.Builder.create(StandardEndpoint.class, "/ws")
                                .build());
                    } catch (DeploymentException e) {
                        throw new IllegalStateException(e);
                    }
                },
                CLOSER::close);
    }

    @AfterAll
    static void stopServer() throws LifecycleException {
        server.close();
    }

    @Override
    protected Pair open() throws Exception {
        ReadingPeer peer = ReadingPeer.open(server.port(), "/ws");
        Opened opened = OPENED.poll(5, TimeUnit.SECONDS);
        if (opened == null) {
            throw new AssertionError("the session was not opened");
        }
        return new LivePair(opened, peer);
    }
}
