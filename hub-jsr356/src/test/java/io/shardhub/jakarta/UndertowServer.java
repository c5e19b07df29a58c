package io.shardhub.jakarta;

import io.undertow.Undertow;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.ServletContainerInitializerInfo;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import io.undertow.websockets.extensions.PerMessageDeflateHandshake;
import io.undertow.websockets.jsr.WebSocketDeploymentInfo;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletException;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioWorker;

/** An embedded Undertow. */
record UndertowServer(Undertow undertow, DeploymentManager deployments, XnioWorker worker, Runnable atEnd)
        implements TestServer {

    static TestServer withServlet(Bound bound) throws Exception {
        return start(bound, servlet(bound), () -> {}, false);
    }

    /** One that hands messages to worker threads. */
    static TestServer withWorkers(Bound bound) throws Exception {
        return start(bound, servlet(bound), () -> {}, true);
    }

    private static ServletContainerInitializer servlet(Bound bound) {
        return (classes, context) ->
                HubServlet.register(context, bound.gateway(), bound.authenticator(), bound.options());
    }

    static TestServer withDeployment(Bound bound) throws Exception {
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
                () -> deployment.get().close(),
                false);
    }

    private static TestServer start(
            Bound bound, ServletContainerInitializer application, Runnable atEnd, boolean workers) throws Exception {
        XnioWorker worker = Xnio.getInstance()
                .createWorker(OptionMap.builder()
                        .set(Options.WORKER_IO_THREADS, 2)
                        .set(Options.THREAD_DAEMON, true)
                        .getMap());
        DeploymentInfo deployment = Servlets.deployment()
                .setClassLoader(UndertowServer.class.getClassLoader())
                .setDeploymentName("test")
                .setContextPath("/")
                .addServletContextAttribute(
                        WebSocketDeploymentInfo.ATTRIBUTE_NAME,
                        new WebSocketDeploymentInfo()
                                .setWorker(worker)
                                .setDispatchToWorkerThread(workers)
                                .addExtension(new PerMessageDeflateHandshake())
                                .setBuffers(new DefaultByteBufferPool(true, 16_384)))
                .addServletContainerInitializer(new ServletContainerInitializerInfo(
                        application.getClass(), new ImmediateInstanceFactory<>(application), Set.of()));
        DeploymentManager deployments = Servlets.defaultContainer().addDeployment(deployment);
        deployments.deploy();
        Undertow.Builder builder = Undertow.builder().setWorker(worker).setHandler(deployments.start());
        bound.certificate()
                .ifPresentOrElse(
                        certificate -> builder.addHttpsListener(0, "127.0.0.1", certificate.context()),
                        () -> builder.addHttpListener(0, "127.0.0.1"));
        Undertow undertow = builder.build();
        undertow.start();
        return new UndertowServer(undertow, deployments, worker, atEnd);
    }

    @Override
    public int port() {
        return ((InetSocketAddress) undertow.getListenerInfo().get(0).getAddress()).getPort();
    }

    @Override
    public void close() throws IOException {
        undertow.stop();
        try {
            deployments.stop();
        } catch (ServletException e) {
            throw new IOException(e);
        }
        deployments.undeploy();
        worker.shutdownNow();
        atEnd.run();
    }
}
