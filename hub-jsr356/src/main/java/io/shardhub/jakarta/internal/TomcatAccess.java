package io.shardhub.jakarta.internal;

import io.shardhub.transport.WriteResult;
import jakarta.websocket.Session;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.channels.CompletionHandler;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * How to write to the sockets of one version of Tomcat, found out by reflection: nothing of Tomcat is linked. All writes are
 * without a timeout, because the hub has a deadline of its own and aborts the connection.
 */
final class TomcatAccess {

    private static final Resolved<TomcatAccess> BY_SESSION_CLASS = new Resolved<>(TomcatAccess::new);

    private static final String SOCKET = "org.apache.tomcat.util.net.SocketWrapperBase";
    private static final long NO_TIMEOUT = -1;

    /** Ends the write whose completion is attached to it. */
    private static final CompletionHandler<Long, Pipe.Completion> END = new CompletionHandler<>() {
        @Override
        public void completed(Long written, Pipe.Completion completion) {
            completion.completed(null);
        }

        @Override
        public void failed(Throwable cause, Pipe.Completion completion) {
            completion.completed(cause);
        }
    };

    private final Object inline;
    private final MethodHandle isAsync;
    private final MethodHandle isClosed;
    private final MethodHandle newCallback;
    private final MethodHandle newOperation;
    private final MethodHandle setOperation;
    private final MethodHandle start;
    private final MethodHandle state;

    private TomcatAccess(Class<?> sessionClass) throws ReflectiveOperationException {
        ClassLoader loader = sessionClass.getClassLoader();
        Class<?> socket = Class.forName(SOCKET, false, loader);
        Class<?> remote = Class.forName("org.apache.tomcat.websocket.WsRemoteEndpointImplBase", false, loader);
        Class<?> operation = Class.forName(SOCKET + "$OperationState", false, loader);
        Class<?> callback = Class.forName(SOCKET + "$VectoredIOCompletionHandler", false, loader);
        Class<?> mode = Class.forName(SOCKET + "$BlockingMode", false, loader);
        Class<?> states = Class.forName(SOCKET + "$CompletionState", false, loader);
        inline = Internals.constant(states, "INLINE");
        Object nonBlocking = Internals.constant(mode, "NON_BLOCK");
        Object toEnd = socket.getField("COMPLETE_WRITE").get(null);
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        isAsync = lookup.unreflect(socket.getMethod("hasAsyncIO"))
                .asType(MethodType.methodType(boolean.class, Object.class));
        isClosed = lookup.unreflectGetter(Internals.opened(remote.getDeclaredField("closed")))
                .asType(MethodType.methodType(boolean.class, Object.class));
        newCallback = lookup.unreflectConstructor(Internals.opened(callback.getDeclaredConstructor(socket)))
                .asType(MethodType.methodType(Object.class, Object.class));
        MethodHandle generalOperation = lookup.unreflect(Internals.opened(method(socket, "newOperationState")));
        MethodHandle operationToEnd = MethodHandles.insertArguments(generalOperation, 9, toEnd, END);
        newOperation = MethodHandles.insertArguments(
                        MethodHandles.insertArguments(
                                operationToEnd, 3, 0, 1, nonBlocking, NO_TIMEOUT, TimeUnit.MILLISECONDS),
                        1,
                        false)
                .asType(MethodType.methodType(
                        Object.class, Object.class, ByteBuffer[].class, Object.class, Semaphore.class, Object.class));
        setOperation = lookup.unreflectSetter(Internals.opened(socket.getDeclaredField("writeOperation")))
                .asType(MethodType.methodType(void.class, Object.class, Object.class));
        start = lookup.unreflect(Internals.opened(operation.getDeclaredMethod("start")))
                .asType(MethodType.methodType(void.class, Object.class));
        state = lookup.unreflectGetter(Internals.opened(operation.getDeclaredField("state")))
                .asType(MethodType.methodType(Object.class, Object.class));
    }

    private static Method method(Class<?> type, String name) throws NoSuchMethodException {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> method.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new NoSuchMethodException(type.getName() + "." + name));
    }

    static TomcatAccess of(Session session) throws ReflectiveOperationException {
        return BY_SESSION_CLASS.get(session.getClass());
    }

    /** Whether the connector of the socket writes without blocking. */
    boolean isAsync(Object socket) {
        try {
            return (boolean) isAsync.invokeExact(socket);
        } catch (Throwable e) {
            throw Resolved.unchecked(e);
        }
    }

    /** Whether a close frame was sent to that remote endpoint, or is about to be. */
    boolean isClosed(Object remote) {
        try {
            return (boolean) isClosed.invokeExact(remote);
        } catch (Throwable e) {
            throw Resolved.unchecked(e);
        }
    }

    /** Starts to write for somebody who holds the socket's lock, which the write gives back at its end; never blocks. */
    WriteResult write(Object socket, Semaphore lock, ByteBuffer bytes, Pipe.Completion completion) {
        try {
            Object callback = (Object) newCallback.invokeExact(socket);
            Object operation = (Object)
                    newOperation.invokeExact(socket, new ByteBuffer[] {bytes}, (Object) completion, lock, callback);
            setOperation.invokeExact(socket, operation);
            start.invokeExact(operation);
            return (Object) state.invokeExact(operation) == inline ? WriteResult.SENT : WriteResult.PENDING;
        } catch (Throwable e) {
            throw Resolved.unchecked(e);
        }
    }
}
