package io.shardhub.jakarta.internal;

import io.shardhub.transport.WriteResult;
import jakarta.websocket.Session;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What one session of Jetty writes to, reached by reflection: nothing of Jetty is linked, since a server may hide its classes
 * from applications.
 *
 * <p>Jetty's own frames of a session go through its flusher, which has one write under way at a time. A write of ours takes
 * the place of one of those: it makes an idle flusher one that waits for the end of a write, and tells it that end as Jetty's
 * endpoint would. What Jetty wants to send meanwhile waits in the flusher and leaves next. Nothing follows a close frame: that
 * one is on its way is asked where no other write can begin.
 */
final class JettySocket {

    private final Access access;
    private final Object core;
    private final Object endPoint;
    private final Object flusher;
    private final Lock lock; // the flusher's, for its state
    private final Object callback;

    private Pipe.@Nullable Completion waiting; // belongs to whoever has the flusher

    private JettySocket(Access access, Object core, Object connection) throws ReflectiveOperationException {
        this.access = access;
        this.core = core;
        this.endPoint = access.getEndPoint(connection);
        this.flusher = Internals.read(connection, "flusher");
        this.lock = (Lock) Internals.read(access.lockOf(flusher), "_lock");
        this.callback = access.newCallback(() -> ended(null), this::ended);
    }

    /** What that session writes to; whatever is not as expected means that it cannot be reached. */
    static JettySocket of(Session actual) throws ReflectiveOperationException {
        Object core = actual.getClass().getMethod("getCoreSession").invoke(actual);
        Object connection = core.getClass().getMethod("getConnection").invoke(core);
        return new JettySocket(Access.BY_SESSION_CLASS.get(actual.getClass()), core, connection);
    }

    /** Starts to write all bytes; never blocks. The completion is called if, and only if, the result is pending. */
    WriteResult write(ByteBuffer bytes, Pipe.Completion completion) {
        if (!claim()) {
            return WriteResult.BUSY;
        }
        waiting = completion;
        try {
            access.write(endPoint, callback, bytes);
        } catch (RuntimeException | Error e) {
            access.failed(flusher, e);
            throw e;
        }
        return WriteResult.PENDING;
    }

    /* Not behind a close frame: why the session ends is told at once, by whoever sends that frame. */
    private boolean claim() {
        lock.lock();
        try {
            return access.isOutputOpen(core) && access.claim(flusher);
        } finally {
            lock.unlock();
        }
    }

    private void ended(@Nullable Throwable failure) {
        Pipe.Completion ended = waiting;
        waiting = null;
        try {
            if (failure == null) {
                access.succeeded(flusher); // first, for the next write of the hub finds it idle
            } else {
                access.failed(flusher, failure);
            }
        } finally {
            if (ended != null) {
                ended.completed(failure);
            }
        }
    }

    /** How to get at all that, for one version of Jetty. */
    private static final class Access {

        static final Resolved<Access> BY_SESSION_CLASS = new Resolved<>(Access::new);

        private static final String FLUSHER = "org.eclipse.jetty.util.IteratingCallback";

        private final Field lock;
        private final Object idle;
        private final Object pending;
        private final MethodHandle state;
        private final MethodHandle setState;
        private final MethodHandle succeeded;
        private final MethodHandle failed;
        private final MethodHandle isOutputOpen;
        private final MethodHandle getEndPoint;
        private final MethodHandle write;
        private final MethodHandle newCallback;

        Access(Class<?> sessionClass) throws ReflectiveOperationException {
            ClassLoader loader = sessionClass.getClassLoader();
            Class<?> iterating = Class.forName(FLUSHER, true, loader);
            Class<?> callback = Class.forName("org.eclipse.jetty.util.Callback", true, loader);
            Class<?> core = Class.forName("org.eclipse.jetty.websocket.core.CoreSession", false, loader);
            Class<?> connection = Class.forName("org.eclipse.jetty.io.Connection", false, loader);
            Class<?> endPoint = Class.forName("org.eclipse.jetty.io.EndPoint", false, loader);
            lock = Internals.opened(iterating.getDeclaredField("_lock"));
            Field stateField = Internals.opened(iterating.getDeclaredField("_state"));
            idle = Internals.constant(stateField.getType(), "IDLE");
            pending = Internals.constant(stateField.getType(), "PENDING");
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            state = lookup.unreflectGetter(stateField).asType(MethodType.methodType(Object.class, Object.class));
            setState = lookup.unreflectSetter(stateField)
                    .asType(MethodType.methodType(void.class, Object.class, Object.class));
            succeeded = lookup.unreflect(callback.getMethod("succeeded"))
                    .asType(MethodType.methodType(void.class, Object.class));
            failed = lookup.unreflect(callback.getMethod("failed", Throwable.class))
                    .asType(MethodType.methodType(void.class, Object.class, Throwable.class));
            isOutputOpen = lookup.unreflect(core.getMethod("isOutputOpen"))
                    .asType(MethodType.methodType(boolean.class, Object.class));
            getEndPoint = lookup.unreflect(connection.getMethod("getEndPoint"))
                    .asType(MethodType.methodType(Object.class, Object.class));
            write = lookup.unreflect(endPoint.getMethod("write", callback, ByteBuffer[].class))
                    .asFixedArity()
                    .asType(MethodType.methodType(void.class, Object.class, Object.class, ByteBuffer[].class));
            newCallback = lookup.unreflect(callback.getMethod("from", Runnable.class, Consumer.class))
                    .asType(MethodType.methodType(Object.class, Runnable.class, Consumer.class));
        }

        Object lockOf(Object flusher) throws IllegalAccessException {
            return lock.get(flusher);
        }

        /** Makes an idle flusher one that waits for the end of a write; its lock must be held. */
        boolean claim(Object flusher) {
            try {
                if ((Object) state.invokeExact(flusher) != idle) {
                    return false;
                }
                setState.invokeExact(flusher, pending);
                return true;
            } catch (Throwable e) {
                throw Resolved.unchecked(e);
            }
        }

        void succeeded(Object flusher) {
            try {
                succeeded.invokeExact(flusher);
            } catch (Throwable e) {
                throw Resolved.unchecked(e);
            }
        }

        void failed(Object flusher, Throwable failure) {
            try {
                failed.invokeExact(flusher, failure);
            } catch (Throwable e) {
                throw Resolved.unchecked(e);
            }
        }

        boolean isOutputOpen(Object core) {
            try {
                return (boolean) isOutputOpen.invokeExact(core);
            } catch (Throwable e) {
                throw Resolved.unchecked(e);
            }
        }

        Object getEndPoint(Object connection) {
            try {
                return (Object) getEndPoint.invokeExact(connection);
            } catch (Throwable e) {
                throw Resolved.unchecked(e);
            }
        }

        /** Starts to write; never blocks. The callback is called in any case. */
        void write(Object endPoint, Object callback, ByteBuffer bytes) {
            try {
                write.invokeExact(endPoint, callback, new ByteBuffer[] {bytes});
            } catch (Throwable e) {
                throw Resolved.unchecked(e);
            }
        }

        Object newCallback(Runnable onSuccess, Consumer<Throwable> onFailure) {
            try {
                return (Object) newCallback.invokeExact(onSuccess, onFailure);
            } catch (Throwable e) {
                throw Resolved.unchecked(e);
            }
        }
    }
}
