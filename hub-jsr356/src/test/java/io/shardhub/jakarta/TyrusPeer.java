package io.shardhub.jakarta;

import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Extension;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.glassfish.tyrus.client.ClientManager;
import org.glassfish.tyrus.ext.extension.deflate.PerMessageDeflateExtension;

/** A well-behaved client, Tyrus, that sends what it is told to and keeps what it hears. */
final class TyrusPeer extends Endpoint implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 20;

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final Session session;

    private TyrusPeer(int port, String user, List<Extension> extensions) throws Exception {
        session = ClientManager.createClient()
                .connectToServer(
                        this,
                        ClientEndpointConfig.Builder.create()
                                .extensions(extensions)
                                .build(),
                        URI.create("ws://127.0.0.1:" + port + "/ws?user=" + user));
    }

    /** Connects as a user and waits for the welcome. */
    static TyrusPeer connect(int port, String user) throws Exception {
        return connect(port, user, List.of());
    }

    /** Connects, and offers to compress. */
    static TyrusPeer connectCompressed(int port, String user) throws Exception {
        TyrusPeer peer = connect(port, user, List.of(new PerMessageDeflateExtension()));
        if (peer.session.getNegotiatedExtensions().isEmpty()) {
            throw new AssertionError("not compressed");
        }
        return peer;
    }

    private static TyrusPeer connect(int port, String user, List<Extension> extensions) throws Exception {
        TyrusPeer peer = new TyrusPeer(port, user, extensions);
        String welcome = peer.hear();
        if (!welcome.startsWith("{\"type\":\"hub.welcome\"")) {
            throw new AssertionError("welcome expected, heard " + welcome);
        }
        return peer;
    }

    @Override
    public void onOpen(Session opened, EndpointConfig config) {
        opened.addMessageHandler(String.class, (MessageHandler.Whole<String>) heard::add);
    }

    @Override
    public void onClose(Session closed, CloseReason reason) {
        heard.add("closed " + reason.getCloseCode().getCode());
    }

    /** Sends; a server that closes while it still reads is no failure here, {@link #hear} tells of it. */
    void send(String text) throws IOException {
        try {
            session.getBasicRemote().sendText(text);
        } catch (IOException | RejectedExecutionException e) {
            if (session.isOpen()) {
                throw e;
            }
        }
    }

    void sendBinary(int size) throws Exception {
        session.getBasicRemote().sendBinary(ByteBuffer.allocate(size));
    }

    /** The next message, or {@code closed CODE}. */
    String hear() throws InterruptedException {
        return Objects.requireNonNull(heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS), "nothing heard");
    }

    /** Everything up to the end of the connection, the end included. */
    List<String> hearToTheEnd() throws InterruptedException {
        List<String> all = new ArrayList<>();
        do {
            all.add(hear());
        } while (!all.get(all.size() - 1).startsWith("closed "));
        return all;
    }

    @Override
    public void close() throws IOException {
        if (session.isOpen()) {
            session.close();
        }
    }
}
