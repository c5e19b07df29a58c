package io.shardhub.jakarta.internal;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * Where the bytes of one session of Undertow leave, past its WebSocket layer: no object and no header for each session, one
 * system call for all frames of a write. Nothing of Undertow is linked.
 *
 * <p>What the kernel does not take at once is kept here, in front of everything that Undertow writes: this is a conduit, the
 * last one that Undertow's own frames pass, and it lets none of them through before the rest has left. Undertow waits and
 * asks again as it does for its own frames.
 *
 * <p><b>Threading:</b> the IO thread of the connection, which does all its writes; whoever cuts the connection may end them.
 */
final class UndertowSink implements InvocationHandler {

    private final Access access;
    private final Object channel; // the sink channel, to which Undertow writes
    private @Nullable Object next; // the conduit behind this one, once this one is there

    private @Nullable ByteBuffer rest;
    private Pipe.@Nullable Completion waiting;

    private UndertowSink(Access access, Object channel) {
        this.access = access;
        this.channel = channel;
    }

    /** The sink of that connection; whatever is not as expected means that there is no such sink. */
    static UndertowSink of(Object connection) throws ReflectiveOperationException {
        Access access = Access.BY_CONNECTION_CLASS.get(connection.getClass());
        return new UndertowSink(access, access.getSinkChannel.invoke(connection));
    }

    /** Whether something of Undertow, or of an earlier write, waits to be written first. */
    boolean isBusy() {
        return access.isWriteResumed(conduit());
    }

    /** Writes all bytes, at once or as soon as the socket takes them; never blocks. The completion is called in any case. */
    void write(ByteBuffer bytes, Pipe.Completion completion) {
        if (access.write(conduit(), bytes)) {
            completion.completed(null);
        } else {
            rest = bytes;
            waiting = completion;
            access.resumeWrites(conduit());
        }
    }

    /** The one behind this one: what is asked of it directly costs less than through the channel, which would ask this one. */
    private Object conduit() {
        Object behind = next;
        if (behind == null) {
            behind = access.getConduit(channel);
            next = behind;
            access.setConduit(channel, this);
        }
        return behind;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object[] args) throws Throwable {
        if (method.getDeclaringClass() == Object.class) {
            return method.invoke(this, args);
        }
        switch (method.getName()) {
            case "write", "writeFinal", "transferFrom" -> {
                if (isRestLeft()) {
                    return method.getReturnType() == int.class ? (Object) 0 : (Object) 0L;
                }
            }
            case "flush" -> {
                if (isRestLeft()) {
                    return false;
                }
            }
            case "truncateWrites", "terminateWrites" -> end(new ClosedChannelException());
            default -> {}
        }
        try {
            return method.invoke(next, args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** Goes on with the rest; whether the socket has not taken all of it. */
    private boolean isRestLeft() throws IOException {
        ByteBuffer bytes = rest;
        if (bytes == null) {
            return false;
        }
        boolean left = !access.write(conduit(), bytes);
        if (!left) {
            end(null);
        }
        return left;
    }

    private void end(@Nullable Throwable failure) {
        Pipe.Completion ended = waiting;
        rest = null;
        waiting = null;
        if (ended != null) {
            ended.completed(failure);
        }
    }

    /** How to get at all that, for one version of XNIO. */
    private static final class Access {

        static final Resolved<Access> BY_CONNECTION_CLASS = new Resolved<>(Access::new);

        final Method getSinkChannel;
        private final Class<?> conduit;
        private final MethodHandle isWriteResumed;
        private final MethodHandle resumeWrites;
        private final MethodHandle getConduit;
        private final MethodHandle setConduit;
        private final MethodHandle write;
        private final MethodHandle flush;

        Access(Class<?> connection) throws ReflectiveOperationException {
            conduit = Class.forName("org.xnio.conduits.StreamSinkConduit", false, connection.getClassLoader());
            getSinkChannel = connection.getMethod("getSinkChannel");
            Class<?> channel = getSinkChannel.getReturnType();
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            isWriteResumed = lookup.unreflect(conduit.getMethod("isWriteResumed"))
                    .asType(MethodType.methodType(boolean.class, Object.class));
            resumeWrites = lookup.unreflect(conduit.getMethod("resumeWrites"))
                    .asType(MethodType.methodType(void.class, Object.class));
            getConduit = lookup.unreflect(channel.getMethod("getConduit"))
                    .asType(MethodType.methodType(Object.class, Object.class));
            setConduit = lookup.unreflect(channel.getMethod("setConduit", conduit))
                    .asType(MethodType.methodType(void.class, Object.class, Object.class));
            write = lookup.unreflect(conduit.getMethod("write", ByteBuffer.class))
                    .asType(MethodType.methodType(int.class, Object.class, ByteBuffer.class));
            flush = lookup.unreflect(conduit.getMethod("flush"))
                    .asType(MethodType.methodType(boolean.class, Object.class));
        }

        boolean isWriteResumed(Object conduit) {
            try {
                return (boolean) isWriteResumed.invokeExact(conduit);
            } catch (Throwable e) {
                throw Resolved.unchecked(e);
            }
        }

        void resumeWrites(Object conduit) {
            try {
                resumeWrites.invokeExact(conduit);
            } catch (Throwable e) {
                throw Resolved.unchecked(e);
            }
        }

        Object getConduit(Object channel) {
            try {
                return (Object) getConduit.invokeExact(channel);
            } catch (Throwable e) {
                throw Resolved.unchecked(e);
            }
        }

        void setConduit(Object channel, InvocationHandler handler) {
            try {
                setConduit.invokeExact(
                        channel, Proxy.newProxyInstance(conduit.getClassLoader(), new Class<?>[] {conduit}, handler));
            } catch (Throwable e) {
                throw Resolved.unchecked(e);
            }
        }

        /**
         * Writes what the socket takes, which may be nothing; never blocks. Whether all of it has left: TLS takes bytes that it
         * cannot pass on yet.
         */
        boolean write(Object conduit, ByteBuffer bytes) {
            try {
                while (bytes.hasRemaining()) {
                    if ((int) write.invokeExact(conduit, bytes) <= 0) {
                        return false;
                    }
                }
                return (boolean) flush.invokeExact(conduit);
            } catch (Throwable e) {
                throw Resolved.unchecked(e);
            }
        }
    }
}
