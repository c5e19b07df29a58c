package io.shardhub.examples.container;

import io.undertow.Undertow;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.ServletContainerInitializerInfo;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import io.undertow.websockets.jsr.WebSocketDeploymentInfo;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.Options;

/** An Undertow in this process with one application; it serves until it is closed. */
public final class EmbeddedUndertow implements EmbeddedContainer {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedUndertow.class);
    private static final int BUFFER_SIZE = 16 * 1024;

    private final DeploymentManager deployment;
    private final Undertow server;

    private EmbeddedUndertow(DeploymentManager deployment, Undertow server) {
        this.deployment = deployment;
        this.server = server;
    }

    /** Starts it, or throws with nothing left behind. */
    public static EmbeddedUndertow start(Listen listen, ServletApplication application) throws IOException {
        DefaultByteBufferPool buffers = new DefaultByteBufferPool(true, BUFFER_SIZE);
        ServletContainerInitializer initializer = (classes, context) -> application.deploy(context);
        DeploymentInfo info = Servlets.deployment()
                .setClassLoader(EmbeddedUndertow.class.getClassLoader())
                .setContextPath("/")
                .setDeploymentName("shardhub")
                .addServletContextAttribute(
                        WebSocketDeploymentInfo.ATTRIBUTE_NAME, new WebSocketDeploymentInfo().setBuffers(buffers))
                .addServletContainerInitializer(new ServletContainerInitializerInfo(
                        initializer.getClass(), new ImmediateInstanceFactory<>(initializer), Set.of()));
        DeploymentManager deployment = Servlets.newContainer().addDeployment(info);
        EmbeddedUndertow started = null;
        try {
            deployment.deploy();
            started = new EmbeddedUndertow(
                    deployment,
                    Undertow.builder()
                            .setByteBufferPool(buffers)
                            .setSocketOption(Options.BACKLOG, 1024)
                            .setSocketOption(Options.CONNECTION_HIGH_WATER, listen.maxConnections())
                            .setSocketOption(Options.CONNECTION_LOW_WATER, listen.maxConnections())
                            .addHttpListener(listen.port(), listen.host())
                            .setHandler(deployment.start())
                            .build());
            started.server.start();
            return started;
        } catch (ServletException | RuntimeException e) {
            if (started == null) {
                deployment.undeploy();
            } else {
                started.close();
            }
            throw StartFailure.at(listen, e);
        }
    }

    @Override
    public int port() {
        return ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
    }

    @Override
    public void close() {
        try {
            deployment.stop();
            deployment.undeploy();
        } catch (ServletException e) {
            LOG.warn("Undertow's application did not stop cleanly", e);
        }
        server.stop();
    }
}
