package io.shardhub.jakarta;

import io.shardhub.auth.Authenticator;
import io.shardhub.transport.Gateway;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.websocket.server.WsSci;
import org.glassfish.tyrus.container.grizzly.server.GrizzlyServerContainer;
import org.glassfish.tyrus.server.TyrusServerContainer;

/** A real container on an ephemeral port, with a hub bound to {@code /ws} of its root context. */
public interface TestServer extends AutoCloseable {

    /** Where it listens on the loopback interface. */
    int port();

    @Override
    void close() throws LifecycleException;

    /** Tomcat with a {@link HubServlet}. */
    static TestServer tomcatServlet(Gateway gateway, Authenticator authenticator, JakartaOptions options)
            throws LifecycleException {
        return tomcat((classes, context) -> HubServlet.register(context, gateway, authenticator, options), () -> {});
    }

    /** Tomcat with a {@link HubDeployment}. */
    static TestServer tomcatDeployment(Gateway gateway, Authenticator authenticator, JakartaOptions options)
            throws LifecycleException {
        AtomicReference<HubDeployment> deployment = new AtomicReference<>();
        return tomcat(
                (classes, context) -> {
                    ServerContainer container = (ServerContainer) context.getAttribute(ServerContainer.class.getName());
                    try {
                        deployment.set(HubDeployment.deploy(container, gateway, authenticator, options));
                    } catch (DeploymentException e) {
                        throw new IllegalStateException(e);
                    }
                },
                () -> deployment.get().close());
    }

    /** Tomcat with any application. */
    static TestServer tomcat(ServletContainerInitializer application, Runnable atEnd) throws LifecycleException {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(System.getProperty("java.io.tmpdir"));
        tomcat.setHostname("localhost");
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        Context context = tomcat.addContext("", null);
        Tomcat.addServlet(context, "default", new DefaultServlet())
                .addMapping("/"); // filters, such as the WebSocket filter, run only where a servlet is mapped
        context.addServletContainerInitializer(new WsSci(), null);
        context.addServletContainerInitializer(application, Set.of());
        tomcat.start();
        return new TestServer() {
            @Override
            public int port() {
                return tomcat.getConnector().getLocalPort();
            }

            @Override
            public void close() throws LifecycleException {
                tomcat.stop();
                tomcat.destroy();
                atEnd.run();
            }
        };
    }

    /** Tyrus on Grizzly, without servlets. */
    static TestServer tyrus(Gateway gateway, Authenticator authenticator, JakartaOptions options)
            throws DeploymentException, IOException {
        TyrusServerContainer container = (TyrusServerContainer) new GrizzlyServerContainer().createContainer(Map.of());
        HubDeployment deployment = HubDeployment.deploy(container, gateway, authenticator, options);
        container.start("/", 0);
        return new TestServer() {
            @Override
            public int port() {
                return container.getPort();
            }

            @Override
            public void close() {
                container.stop();
                deployment.close();
            }
        };
    }
}
