package io.shardhub.jakarta.internal;

import io.shardhub.transport.WriteResult;
import jakarta.websocket.Session;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.channels.CompletionHandler;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The socket of one Tomcat session, reached by reflection: nothing of Tomcat is linked, and whatever is not as expected means
 * that there is no such socket.
 */
final class TomcatSocket {

    private static final String SESSION = "org.apache.tomcat.websocket.WsSession";

    private final Access access;
    private final Object socket;

    private TomcatSocket(Access access, Object socket) {
        this.access = access;
        this.socket = socket;
    }

    /** The socket of that session, if it is one of Tomcat's that writes asynchronously. */
    static Optional<TomcatSocket> of(Session session) throws ReflectiveOperationException {
        if (!session.getClass().getName().equals(SESSION)) {
            return Optional.empty();
        }
        Access access = Access.of(session.getClass());
        Object socket = access.socketField.get(access.remoteField.get(session));
        return access.isAsync(socket) ? Optional.of(new TomcatSocket(access, socket)) : Optional.empty();
    }

    /** Starts to write all bytes; never blocks. The handler is called if, and only if, the result is pending. */
    WriteResult write(ByteBuffer bytes, CompletionHandler<Long, Void> handler) {
        Object state = access.write(socket, handler, bytes);
        if (state == access.done) {
            return WriteResult.SENT;
        }
        return state == access.refused ? WriteResult.BUSY : WriteResult.PENDING;
    }

    /** How to get at the socket of a session, for one version of Tomcat. */
    private static final class Access {

        /*
         * Not a ClassValue: that would tie this application to a class of the container, which outlives it. Threads that
         * find it out at the same time find the same.
         */
        private static volatile @Nullable Access last;

        private final Class<?> sessionClass;
        final Field remoteField;
        final Field socketField;
        final Object done;
        final Object refused;
        private final MethodHandle write;
        private final MethodHandle isAsync;

        static Access of(Class<?> sessionClass) throws ReflectiveOperationException {
            Access known = last;
            if (known == null || known.sessionClass != sessionClass) {
                known = new Access(sessionClass);
                last = known;
            }
            return known;
        }

        private Access(Class<?> sessionClass) throws ReflectiveOperationException {
            this.sessionClass = sessionClass;
            ClassLoader loader = sessionClass.getClassLoader();
            remoteField = accessible(sessionClass, "wsRemoteEndpoint");
            socketField = accessible(
                    Class.forName("org.apache.tomcat.websocket.server.WsRemoteEndpointImplServer", false, loader),
                    "socketWrapper");
            Class<?> socketClass = socketField.getType();
            Class<?> check =
                    Class.forName(socketClass.getName() + "$CompletionCheck", false, socketClass.getClassLoader());
            Class<?> mode = Class.forName(socketClass.getName() + "$BlockingMode", false, socketClass.getClassLoader());
            Class<?> state =
                    Class.forName(socketClass.getName() + "$CompletionState", false, socketClass.getClassLoader());
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
            write = MethodHandles.insertArguments(
                    general.asFixedArity(),
                    1,
                    constant(mode, "NON_BLOCK"),
                    -1L,
                    TimeUnit.MILLISECONDS,
                    null,
                    socketClass.getField("COMPLETE_WRITE").get(null));
        }

        private static Field accessible(Class<?> owner, String name) throws NoSuchFieldException {
            Field field = owner.getDeclaredField(name);
            field.setAccessible(true);
            return field;
        }

        private static Object constant(Class<?> type, String name) throws NoSuchFieldException {
            return Arrays.stream(type.getEnumConstants())
                    .filter(value -> value.toString().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new NoSuchFieldException(type.getName() + "." + name));
        }

        boolean isAsync(@Nullable Object socket) {
            try {
                return socket != null && (boolean) isAsync.invoke(socket);
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }

        Object write(Object socket, CompletionHandler<Long, Void> handler, ByteBuffer bytes) {
            try {
                return write.invoke(socket, handler, new ByteBuffer[] {bytes});
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
