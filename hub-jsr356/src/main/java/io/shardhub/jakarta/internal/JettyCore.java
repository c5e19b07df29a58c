package io.shardhub.jakarta.internal;

import jakarta.websocket.Session;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * The core session below one session of Jetty, reached by method handles: nothing of Jetty is linked, since a server may hide
 * its classes from applications.
 */
final class JettyCore {

    private static final byte TEXT = 1;
    private static final byte PING = 9;

    private final Access access;
    private final Object core;

    private JettyCore(Access access, Object core) {
        this.access = access;
        this.core = core;
    }

    static JettyCore of(Session actual) throws ReflectiveOperationException {
        Object core = actual.getClass().getMethod("getCoreSession").invoke(actual);
        return new JettyCore(Access.BY_SESSION_CLASS.get(actual.getClass()), core);
    }

    /** Hands over a text frame of several, which stay together until the last of them. Never blocks. */
    void gather(ByteBuffer payload) {
        access.send(core, TEXT, payload, access.nobody, true);
    }

    /** Writes a text frame, and what was gathered before. Never blocks; the completion is called in any case. */
    void text(ByteBuffer payload, Pipe.Completion completion) {
        access.send(core, TEXT, payload, access.callback(completion), false);
    }

    /** Writes a ping. Never blocks; the completion is called in any case. */
    void ping(Pipe.Completion completion) {
        access.send(core, PING, ByteBuffer.allocate(0), access.callback(completion), false);
    }

    /** How to get at the core of a session, for one version of Jetty. */
    private static final class Access {

        static final Resolved<Access> BY_SESSION_CLASS = new Resolved<>(Access::new);

        final Object nobody;
        private final MethodHandle newFrame;
        private final MethodHandle newCallback;
        private final MethodHandle send;

        Access(Class<?> sessionClass) throws ReflectiveOperationException {
            ClassLoader loader = sessionClass.getClassLoader();
            Class<?> core = Class.forName("org.eclipse.jetty.websocket.core.OutgoingFrames", false, loader);
            Class<?> frame = Class.forName("org.eclipse.jetty.websocket.core.Frame", true, loader);
            Class<?> callback = Class.forName("org.eclipse.jetty.util.Callback", true, loader);
            Class<?> invocation = Class.forName("org.eclipse.jetty.util.thread.Invocable$InvocationType", true, loader);
            nobody = callback.getField("NOOP").get(null);
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            newFrame = lookup.unreflectConstructor(frame.getConstructor(byte.class, boolean.class, ByteBuffer.class))
                    .asType(MethodType.methodType(Object.class, byte.class, boolean.class, ByteBuffer.class));
            newCallback = lookup.unreflect(callback.getMethod("from", invocation, Runnable.class, Consumer.class))
                    .bindTo(invocation.getField("NON_BLOCKING").get(null))
                    .asType(MethodType.methodType(Object.class, Runnable.class, Consumer.class));
            send = lookup.unreflect(core.getMethod("sendFrame", frame, callback, boolean.class))
                    .asType(MethodType.methodType(void.class, Object.class, Object.class, Object.class, boolean.class));
        }

        Object callback(Pipe.Completion completion) {
            Runnable succeeded = () -> completion.completed(null);
            Consumer<Throwable> failed = completion::completed;
            try {
                return (Object) newCallback.invokeExact(succeeded, failed);
            } catch (Throwable e) {
                throw Resolved.unchecked(e);
            }
        }

        void send(Object core, byte opcode, ByteBuffer payload, Object callback, boolean more) {
            try {
                Object frame = (Object) newFrame.invokeExact(opcode, true, payload);
                send.invokeExact(core, frame, callback, more);
            } catch (Throwable e) {
                throw Resolved.unchecked(e);
            }
        }
    }
}
