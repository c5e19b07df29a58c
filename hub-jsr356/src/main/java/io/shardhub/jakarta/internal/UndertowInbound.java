package io.shardhub.jakarta.internal;

import io.shardhub.log.Keys;
import jakarta.websocket.Session;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Bounds what Undertow reads ahead of a session whose messages it hands to worker threads: its queue for them has no bound. After
 * every few frames the channel stops to receive, and a task behind those frames in the same queue lets it go on. Where the IO
 * thread runs the handlers there is no queue, and nothing is done.
 *
 * <p>Nothing of Undertow is linked; what is needed is one private field.
 */
final class UndertowInbound implements InvocationHandler {

    private static final Logger LOG = LoggerFactory.getLogger(UndertowInbound.class);
    private static final AtomicBoolean COMPLAINED = new AtomicBoolean();

    /** Frames that may wait for a worker, and control frames among them. */
    private static final int FRAMES_AHEAD = 8;

    private static final Resolved<Access> ACCESS = new Resolved<>(Access::new);

    /** What a channel and its listeners are told. */
    private static final class Access {

        final Class<?> listener;
        final Method handleEvent;
        final Method suspend;
        final Method resume;
        final Method getIoThread;

        Access(Class<?> channel) throws ReflectiveOperationException {
            listener = Class.forName("org.xnio.ChannelListener", false, channel.getClassLoader());
            handleEvent = listener.getMethod("handleEvent", java.nio.channels.Channel.class);
            suspend = channel.getMethod("suspendReceives");
            resume = channel.getMethod("resumeReceives");
            getIoThread = channel.getMethod("getIoThread");
        }
    }

    private final Access access;
    private final Object handler; // Undertow's own listener
    private final Object channel;
    private final Executor workers;
    private int received; // on the IO thread only

    private UndertowInbound(Access access, Object handler, Object channel, Executor workers) {
        this.access = access;
        this.handler = handler;
        this.channel = channel;
        this.workers = workers;
    }

    /** Bounds it from now on; call it before the first frame is received. An Undertow that is not as expected is left alone. */
    static void bound(Session actual) {
        try {
            Object channel = actual.getClass().getMethod("getWebSocketChannel").invoke(actual);
            Access access = ACCESS.get(channel.getClass());
            Object handler = Internals.read(actual, "frameHandler");
            Executor workers = (Executor) Internals.read(handler, "executor");
            if (workers != access.getIoThread.invoke(channel)) {
                Object bounding = Proxy.newProxyInstance(
                        access.listener.getClassLoader(),
                        new Class<?>[] {access.listener},
                        new UndertowInbound(access, handler, channel, workers));
                actual.getClass()
                        .getMethod("setReceiveListener", access.listener)
                        .invoke(actual, bounding);
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            if (COMPLAINED.compareAndSet(false, true)) {
                line("container_surprised")
                        .setCause(e)
                        .log("Undertow is not as expected: what its workers have not read yet has no bound");
            }
        }
    }

    /* Of no hub: what is amiss is amiss for all of them. */
    private static LoggingEventBuilder line(String event) {
        return LOG.atWarn().addKeyValue(Keys.EVENT, event).addKeyValue("container", "undertow");
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object[] args) throws ReflectiveOperationException {
        if (method.getDeclaringClass() == Object.class) {
            return method.invoke(this, args);
        }
        access.handleEvent.invoke(handler, channel);
        received++;
        if (received % FRAMES_AHEAD == 0) {
            access.suspend.invoke(channel); // both go through the IO thread's queue, so the order is this one
            try {
                workers.execute(this::goOn);
            } catch (RejectedExecutionException e) { // the server ends, and the session with it
                LOG.debug("no worker is left for {}", channel, e);
            }
        }
        return null;
    }

    private void goOn() {
        try {
            access.resume.invoke(channel);
        } catch (ReflectiveOperationException e) { // it throws nothing
            line("reader_lost").setCause(e).log("{} receives nothing more", channel);
        }
    }
}
