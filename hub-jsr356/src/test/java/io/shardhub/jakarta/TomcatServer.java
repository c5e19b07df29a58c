package io.shardhub.jakarta;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.apache.tomcat.websocket.server.WsSci;

/** An embedded Tomcat. */
record TomcatServer(Tomcat tomcat, Runnable atEnd) implements TestServer {

    static TestServer withServlet(Bound bound) throws LifecycleException {
        return start(
                bound,
                (classes, context) ->
                        HubServlet.register(context, bound.gateway(), bound.authenticator(), bound.options()),
                () -> {});
    }

    static TestServer withDeployment(Bound bound) throws LifecycleException {
        AtomicReference<HubDeployment> deployment = new AtomicReference<>();
        return start(
                bound,
                (classes, context) -> {
                    ServerContainer container = (ServerContainer) context.getAttribute(ServerContainer.class.getName());
                    try {
                        deployment.set(HubDeployment.deploy(
                                container, bound.gateway(), bound.authenticator(), bound.options()));
                    } catch (DeploymentException e) {
                        throw new IllegalStateException(e);
                    }
                },
                () -> deployment.get().close());
    }

    private static TestServer start(Bound bound, ServletContainerInitializer application, Runnable atEnd)
            throws LifecycleException {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir("target/tomcat");
        tomcat.setHostname("localhost");
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        tomcat.getConnector().setProperty("minSpareThreads", "2");
        tomcat.getConnector().setProperty("maxThreads", "8"); // few, so that a blocked one is missed
        bound.certificate().ifPresent(certificate -> encrypt(tomcat.getConnector(), certificate));
        Context context = tomcat.addContext("", null);
        Tomcat.addServlet(context, "default", new DefaultServlet())
                .addMapping("/"); // filters, such as the WebSocket filter, run only where a servlet is mapped
        context.addServletContainerInitializer(new WsSci(), null);
        context.addServletContainerInitializer(application, Set.of());
        tomcat.start();
        return new TomcatServer(tomcat, atEnd);
    }

    private static void encrypt(Connector connector, Certificate certificate) {
        SSLHostConfig host = new SSLHostConfig();
        SSLHostConfigCertificate shown = new SSLHostConfigCertificate(host, SSLHostConfigCertificate.Type.EC);
        shown.setCertificateKeystore(certificate.store());
        shown.setCertificateKeystorePassword(Certificate.PASSWORD);
        host.addCertificate(shown);
        connector.addSslHostConfig(host);
        connector.setProperty("SSLEnabled", "true");
    }

    @Override
    public int port() {
        return tomcat.getConnector().getLocalPort();
    }

    @Override
    public void close() throws IOException {
        try {
            tomcat.stop();
            tomcat.destroy();
        } catch (LifecycleException e) {
            throw new IOException(e);
        }
        atEnd.run();
    }
}
