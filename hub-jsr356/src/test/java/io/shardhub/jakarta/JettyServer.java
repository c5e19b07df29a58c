package io.shardhub.jakarta;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.server.AbstractConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** An embedded Jetty. */
record JettyServer(Server server, Runnable atEnd) implements TestServer {

    static TestServer withServlet(Bound bound) throws Exception {
        return start(
                bound,
                (context, container) ->
                        HubServlet.register(context, bound.gateway(), bound.authenticator(), bound.options()),
                () -> {});
    }

    static TestServer withDeployment(Bound bound) throws Exception {
        AtomicReference<HubDeployment> deployment = new AtomicReference<>();
        return start(
                bound,
                (context, container) -> deployment.set(
                        HubDeployment.deploy(container, bound.gateway(), bound.authenticator(), bound.options())),
                () -> deployment.get().close());
    }

    private static TestServer start(
            Bound bound, JakartaWebSocketServletContainerInitializer.Configurator application, Runnable atEnd)
            throws Exception {
        Server server = new Server(new QueuedThreadPool(8)); // few, so that a blocked one is missed
        ServerConnector connector = new ServerConnector(server, 1, 1, connections(bound));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/", false, false);
        JakartaWebSocketServletContainerInitializer.configure(context, application);
        server.setHandler(context);
        server.start();
        return new JettyServer(server, atEnd);
    }

    private static ConnectionFactory[] connections(Bound bound) {
        HttpConnectionFactory http = new HttpConnectionFactory();
        return bound.certificate()
                .map(certificate -> {
                    SslContextFactory.Server tls = new SslContextFactory.Server();
                    tls.setSslContext(certificate.context());
                    http.getHttpConfiguration()
                            .addCustomizer(new SecureRequestCustomizer(false)); // the host is an address
                    return AbstractConnectionFactory.getFactories(tls, http);
                })
                .orElse(new ConnectionFactory[] {http});
    }

    @Override
    public int port() {
        return ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    }

    @Override
    public void close() throws IOException {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IOException(e);
        }
        atEnd.run();
    }
}
