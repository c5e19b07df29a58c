package io.shardhub.jakarta.internal;

import io.shardhub.transport.Outgoing;
import jakarta.websocket.Session;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The channel of one session of Undertow, reached by method handles: nothing of Undertow is linked. Frames go straight to its
 * sink if nothing waits there, and through Undertow's own queue if something does, or if they are compressed. Undertow shuts
 * the sink down as soon as it has written a close frame, so nothing can follow one.
 */
final class UndertowChannel {

    private final Access access;
    private final Object channel;
    private final Executor ioThread;

    @Nullable
    private final UndertowSink sink; // null if Undertow compresses what is sent

    private UndertowChannel(Access access, Object channel, @Nullable UndertowSink sink)
            throws ReflectiveOperationException {
        this.access = access;
        this.channel = channel;
        this.ioThread = (Executor) access.getIoThread.invoke(channel);
        this.sink = sink;
    }

    static UndertowChannel of(Session actual) throws ReflectiveOperationException {
        Access access = Access.BY_SESSION_CLASS.get(actual.getClass());
        Object channel = actual.getClass().getMethod("getWebSocketChannel").invoke(actual);
        UndertowSink sink = access.compresses(channel) ? null : UndertowSink.of(Internals.read(channel, "channel"));
        return new UndertowChannel(access, channel, sink);
    }

    /** The thread that writes to this channel. */
    Executor ioThread() {
        return ioThread;
    }

    /**
     * Writes text frames, on the channel's own thread, with one system call if the socket takes them. The completion is called
     * in any case, unless this throws.
     */
    void write(Outgoing outgoing, Pipe.Completion completion) {
        if (sink == null || sink.isBusy()) {
            queue(outgoing, completion);
        } else {
            sink.write(outgoing.bytes(), completion);
        }
    }

    private void queue(Outgoing outgoing, Pipe.Completion completion) {
        int last = outgoing.count() - 1;
        if (last == 0) {
            access.sendText(outgoing.frame(0).payload(), channel, completion);
            return;
        }
        access.hold(channel, true);
        try {
            for (int i = 0; i < last; i++) {
                access.sendText(outgoing.frame(i).payload(), channel, null);
            }
            access.sendText(outgoing.frame(last).payload(), channel, completion);
        } finally {
            access.hold(channel, false);
            access.flush(channel);
        }
    }

    /** How to get at the channel of a session, for one version of Undertow. */
    private static final class Access {

        static final Resolved<Access> BY_SESSION_CLASS = new Resolved<>(Access::new);

        final Method getIoThread;
        private final Method hasExtensions;
        private final Object callback;
        private final MethodHandle sendText;
        private final MethodHandle hold;
        private final MethodHandle flush;

        Access(Class<?> sessionClass) throws ReflectiveOperationException {
            ClassLoader loader = sessionClass.getClassLoader();
            Class<?> sender = Class.forName("io.undertow.websockets.core.WebSockets", true, loader);
            Class<?> channel = Class.forName("io.undertow.websockets.core.WebSocketChannel", false, loader);
            Class<?> listener = Class.forName("io.undertow.websockets.core.WebSocketCallback", false, loader);
            callback = Proxy.newProxyInstance(
                    listener.getClassLoader(),
                    new Class<?>[] {listener},
                    (proxy, method, args) -> called(method, args));
            getIoThread = channel.getMethod("getIoThread");
            hasExtensions = channel.getMethod("areExtensionsSupported");
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            sendText = lookup.unreflect(sender.getMethod("sendText", ByteBuffer.class, channel, listener, Object.class))
                    .asType(MethodType.methodType(
                            void.class, ByteBuffer.class, Object.class, Object.class, Object.class));
            hold = lookup.unreflect(channel.getMethod("setRequireExplicitFlush", boolean.class))
                    .asType(MethodType.methodType(void.class, Object.class, boolean.class));
            flush = lookup.unreflect(channel.getMethod("flush"))
                    .asType(MethodType.methodType(void.class, Object.class));
        }

        /* complete(channel, context) or onError(channel, context, throwable); Undertow may call twice. */
        private static @Nullable Object called(Method method, Object[] args) throws ReflectiveOperationException {
            if (method.getDeclaringClass() == Object.class) {
                return method.invoke(UndertowChannel.class, args);
            }
            if (args[1] instanceof Pipe.Completion completion) {
                completion.completed(args.length > 2 ? (Throwable) args[2] : null);
            }
            return null;
        }

        /* The session does not say: it gives no extensions, whatever was negotiated. */
        boolean compresses(Object channel) throws ReflectiveOperationException {
            return (boolean) hasExtensions.invoke(channel);
        }

        void sendText(ByteBuffer payload, Object channel, Pipe.@Nullable Completion completion) {
            try {
                sendText.invokeExact(payload, channel, callback, (Object) completion);
            } catch (Throwable e) {
                throw Resolved.unchecked(e);
            }
        }

        void hold(Object channel, boolean held) {
            try {
                hold.invokeExact(channel, held);
            } catch (Throwable e) {
                throw Resolved.unchecked(e);
            }
        }

        void flush(Object channel) {
            try {
                flush.invokeExact(channel);
            } catch (Throwable e) {
                throw Resolved.unchecked(e);
            }
        }
    }
}
