package io.shardhub.examples.container;

import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.glassfish.grizzly.http.server.HttpServer;
import org.glassfish.grizzly.http.server.NetworkListener;
import org.glassfish.grizzly.strategies.WorkerThreadIOStrategy;
import org.glassfish.grizzly.threadpool.ThreadPoolConfig;
import org.glassfish.tyrus.container.grizzly.server.WebSocketAddOn;
import org.glassfish.tyrus.core.TyrusWebSocketEngine;
import org.glassfish.tyrus.server.TyrusServerContainer;
import org.glassfish.tyrus.spi.WebSocketEngine;

/**
 * A Tyrus on Grizzly in this process, without servlets; it serves until it is closed. Tyrus' own server listens on all
 * addresses, so this sets Grizzly up itself.
 */
public final class EmbeddedTyrus implements EmbeddedContainer {

    private final HttpServer server = new HttpServer();
    private final Endpoints endpoints = new Endpoints();
    private final NetworkListener listener;
    private final Runnable atEnd;

    private EmbeddedTyrus(Listen listen, SocketApplication application) throws DeploymentException {
        atEnd = application.deploy(endpoints);
        listener = new NetworkListener("tyrus", listen.host(), listen.port());
        listener.getKeepAlive().setIdleTimeoutInSeconds(-1);
        listener.getTransport().setIOStrategy(WorkerThreadIOStrategy.getInstance());
        // Grizzly's threads are daemons, so a process would end as soon as its main method does.
        listener.getTransport()
                .setKernelThreadPoolConfig(ThreadPoolConfig.defaultConfig().setDaemon(false));
        listener.getTransport().setServerConnectionBackLog(1024);
        listener.registerAddOn(new WebSocketAddOn(endpoints, Endpoints.ROOT));
        server.addListener(listener);
    }

    /** Starts it, or throws with nothing left behind. */
    public static EmbeddedTyrus start(Listen listen, SocketApplication application) throws IOException {
        EmbeddedTyrus tyrus;
        try {
            tyrus = new EmbeddedTyrus(listen, application);
        } catch (DeploymentException e) {
            throw StartFailure.at(listen, e);
        }
        try {
            tyrus.endpoints.start(Endpoints.ROOT, listen.port());
            tyrus.server.start();
            return tyrus;
        } catch (DeploymentException | IOException e) {
            tyrus.close();
            throw StartFailure.at(listen, e);
        }
    }

    @Override
    public int port() {
        return listener.getPort();
    }

    @Override
    public void close() {
        endpoints.stop();
        server.shutdownNow();
        atEnd.run();
    }

    /** The endpoints, without a server of their own. */
    private static final class Endpoints extends TyrusServerContainer {

        private static final String ROOT = "/";

        private final TyrusWebSocketEngine engine =
                TyrusWebSocketEngine.builder(this).build();

        Endpoints() {
            super(Set.of());
        }

        @Override
        public void register(Class<?> endpointClass) throws DeploymentException {
            engine.register(endpointClass, ROOT);
        }

        @Override
        public void register(ServerEndpointConfig config) throws DeploymentException {
            engine.register(config, ROOT);
        }

        @Override
        public WebSocketEngine getWebSocketEngine() {
            return engine;
        }

        @Override
        public Map<String, Object> getProperties() {
            return Map.of();
        }
    }
}
