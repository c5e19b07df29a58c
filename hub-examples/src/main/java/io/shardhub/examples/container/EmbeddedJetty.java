package io.shardhub.examples.container;

import java.io.IOException;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A Jetty in this process with one application; it serves until it is closed. */
public final class EmbeddedJetty implements EmbeddedContainer {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedJetty.class);

    private final Server server;
    private final ServerConnector connector;

    private EmbeddedJetty(Server server, ServerConnector connector) {
        this.server = server;
        this.connector = connector;
    }

    /** Starts it, or throws with nothing left behind. */
    public static EmbeddedJetty start(Listen listen, ServletApplication application) throws IOException {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost(listen.host());
        connector.setPort(listen.port());
        connector.setAcceptQueueSize(1024);
        server.addConnector(connector);
        server.addBean(new NetworkConnectionLimit(listen.maxConnections(), server));

        ServletContextHandler context = new ServletContextHandler("/");
        JakartaWebSocketServletContainerInitializer.configure(context, null);
        context.addServletContainerInitializer((classes, servletContext) -> application.deploy(servletContext));
        server.setHandler(context);

        EmbeddedJetty started = new EmbeddedJetty(server, connector);
        try {
            server.start();
            return started;
        } catch (Exception e) { // whatever the application or Jetty throws
            started.close();
            throw StartFailure.at(listen, e);
        }
    }

    @Override
    public int port() {
        return connector.getLocalPort();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) { // Jetty declares no less
            LOG.warn("Jetty did not stop cleanly", e);
        }
    }
}
