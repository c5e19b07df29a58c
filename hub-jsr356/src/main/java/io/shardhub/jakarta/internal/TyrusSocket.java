package io.shardhub.jakarta.internal;

import jakarta.websocket.Session;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/** What is behind one session of Tyrus, reached by reflection: nothing of Tyrus is linked. */
final class TyrusSocket {

    private static final Resolved<MethodHandle> SEND_RAW_FRAME =
            new Resolved<>(webSocketClass -> MethodHandles.publicLookup()
                    .unreflect(webSocketClass.getMethod("sendRawFrame", ByteBuffer.class))
                    .asType(MethodType.methodType(Future.class, Object.class, ByteBuffer.class)));

    private final Object webSocket;
    private final MethodHandle sendRawFrame;

    private TyrusSocket(Object webSocket) throws ReflectiveOperationException {
        this.webSocket = webSocket;
        this.sendRawFrame = SEND_RAW_FRAME.get(webSocket.getClass());
    }

    static TyrusSocket of(Session actual) throws ReflectiveOperationException {
        return new TyrusSocket(webSocket(actual));
    }

    /** The connection of the server below Tyrus. */
    static Object connection(Session actual) throws ReflectiveOperationException {
        return Internals.read(
                Internals.read(Internals.read(webSocket(actual), "protocolHandler"), "writer"), "connection");
    }

    private static Object webSocket(Session actual) throws ReflectiveOperationException {
        return Internals.read(Internals.read(actual, "asyncRemote"), "webSocket");
    }

    /** Starts to write bytes as they are; never blocks. The future is often complete already. */
    CompletableFuture<?> write(ByteBuffer bytes) {
        try {
            return (CompletableFuture<?>) (Future<?>) sendRawFrame.invokeExact(webSocket, bytes);
        } catch (Throwable e) {
            throw Resolved.unchecked(e);
        }
    }
}
