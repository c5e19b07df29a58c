package io.shardhub.examples.bench.comparison;

import io.shardhub.examples.container.Application;
import io.shardhub.examples.container.Container;
import io.shardhub.examples.container.EmbeddedContainer;
import io.shardhub.examples.container.Listen;
import io.shardhub.examples.container.Logs;
import io.shardhub.examples.settings.Environment;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Extension;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;

/**
 * Puts a loop into any of the containers, with the container's own defaults. It is not part of the library, and uses nothing of it.
 */
public final class HandWrittenServer implements Application {

    static final int DEFAULT_PORT = 8081;

    private static final int MAX_CONNECTIONS = 25_100;

    private final Peers peers;

    private HandWrittenServer(Peers peers) {
        this.peers = peers;
    }

    /** Serves in the container that {@code CONTAINER} names, on the port in {@code PORT}, until the process ends. */
    static void run(Environment environment, Function<Session, Peers.Peer> newPeer) {
        try {
            Logs.throughSlf4j(environment);
            Listen listen = Listen.locally(environment.integer("PORT", DEFAULT_PORT, 0, 65_535), MAX_CONNECTIONS);
            EmbeddedContainer container =
                    Container.of(environment).start(listen, new HandWrittenServer(new Peers(newPeer)));
            Runtime.getRuntime().addShutdownHook(new Thread(container::close, "comparison-shutdown"));
            System.out.println("ready: ws://127.0.0.1:" + container.port() + "/ws");
        } catch (IllegalArgumentException | IOException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    /* Names no class of the servlet API that the verifier would load: Tyrus has none. */
    @Override
    public void deploy(ServletContext context) {
        // Without a servlet mapped, Tomcat answers 404 before its WebSocket filter sees the request.
        context.addServlet("nothing", Nothing.class).addMapping("/");
        try {
            deploy((ServerContainer) context.getAttribute(ServerContainer.class.getName()));
        } catch (DeploymentException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Runnable deploy(ServerContainer container) throws DeploymentException {
        container.addEndpoint(ServerEndpointConfig.Builder.create(Peers.class, "/ws")
                .configurator(new PlainHandshake(peers))
                .build());
        return () -> {};
    }

    /** Hands every connection to the same endpoint and accepts no extension, so nothing is compressed. */
    private static final class PlainHandshake extends ServerEndpointConfig.Configurator {

        private final Peers peers;

        PlainHandshake(Peers peers) {
            this.peers = peers;
        }

        @Override
        public <T> T getEndpointInstance(Class<T> endpointClass) {
            return endpointClass.cast(peers);
        }

        @Override
        public List<Extension> getNegotiatedExtensions(List<Extension> installed, List<Extension> requested) {
            return List.of();
        }
    }

    /** Answers plain requests with 405. */
    public static final class Nothing extends HttpServlet {

        private static final long serialVersionUID = 1L;
    }
}
