package io.shardhub.jakarta.internal;

import io.shardhub.transport.WriteResult;
import jakarta.websocket.Session;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.nio.channels.CompletionHandler;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * The socket of one Tomcat session, reached by reflection: nothing of Tomcat is linked, and whatever is not as expected means
 * that there is no such socket.
 */
final class TomcatSocket {

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

    private final Access access;
    private final Object socket;

    private TomcatSocket(Access access, Object socket) {
        this.access = access;
        this.socket = socket;
    }

    /** The socket of that session. */
    static TomcatSocket of(Session session) throws ReflectiveOperationException {
        Access access = Access.BY_SESSION_CLASS.get(session.getClass());
        Object socket = Fields.read(Fields.read(session, "wsRemoteEndpoint"), "socketWrapper");
        if (!access.isAsync(socket)) {
            throw new NoSuchMethodException("the connector of " + socket + " writes synchronously only");
        }
        return new TomcatSocket(access, socket);
    }

    /** Starts to write all bytes; never blocks. The completion is called if, and only if, the result is pending. */
    WriteResult write(ByteBuffer bytes, Pipe.Completion completion) {
        Object state = access.write(socket, completion, bytes);
        if (state == access.done) {
            return WriteResult.SENT;
        }
        return state == access.refused ? WriteResult.BUSY : WriteResult.PENDING;
    }

    /** How to get at the socket of a session, for one version of Tomcat. */
    private static final class Access {

        static final Resolved<Access> BY_SESSION_CLASS = new Resolved<>(Access::new);

        private static final String SOCKET = "org.apache.tomcat.util.net.SocketWrapperBase";
        private static final MethodType WRITE =
                MethodType.methodType(Object.class, Object.class, Object.class, ByteBuffer[].class);

        final Object done;
        final Object refused;
        private final MethodHandle write;
        private final MethodHandle isAsync;

        Access(Class<?> sessionClass) throws ReflectiveOperationException {
            ClassLoader loader = sessionClass.getClassLoader();
            Class<?> socketClass = Class.forName(SOCKET, false, loader);
            Class<?> check = Class.forName(SOCKET + "$CompletionCheck", false, loader);
            Class<?> mode = Class.forName(SOCKET + "$BlockingMode", false, loader);
            Class<?> state = Class.forName(SOCKET + "$CompletionState", false, loader);
            done = constant(state, "INLINE");
            refused = constant(state, "NOT_DONE");
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            isAsync = lookup.unreflect(socketClass.getMethod("hasAsyncIO"));
            MethodHandle general = lookup.unreflect(socketClass.getMethod(
                    "write",
                    mode,
                    long.class,
                    TimeUnit.class,
                    Object.class,
                    check,
                    CompletionHandler.class,
                    ByteBuffer[].class));
            // No timeout of Tomcat's: the hub has a deadline of its own and aborts the connection.
            MethodHandle toEnd = MethodHandles.insertArguments(
                    general.asFixedArity(),
                    5,
                    socketClass.getField("COMPLETE_WRITE").get(null),
                    END);
            write = MethodHandles.insertArguments(toEnd, 1, constant(mode, "NON_BLOCK"), -1L, TimeUnit.MILLISECONDS)
                    .asType(WRITE);
        }

        private static Object constant(Class<?> type, String name) throws NoSuchFieldException {
            return Arrays.stream(type.getEnumConstants())
                    .filter(value -> value.toString().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new NoSuchFieldException(type.getName() + "." + name));
        }

        boolean isAsync(Object socket) {
            try {
                return (boolean) isAsync.invoke(socket);
            } catch (Throwable e) {
                throw Resolved.unchecked(e);
            }
        }

        Object write(Object socket, Object attachment, ByteBuffer bytes) {
            try {
                return (Object) write.invokeExact(socket, attachment, new ByteBuffer[] {bytes});
            } catch (Throwable e) {
                throw Resolved.unchecked(e);
            }
        }
    }
}
