package io.shardhub.jakarta.internal;

import io.shardhub.transport.WriteResult;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * The socket of one Tomcat session. Bytes that the kernel takes at once cost one system call and no object, under the lock
 * that all of Tomcat's own writes take. What it does not take becomes one of Tomcat's writes before that lock is given back,
 * so that nothing comes between, and Tomcat goes on with it.
 */
final class TomcatSocket {

    private final TomcatAccess access;
    private final Object remote;
    private final Object socket;
    private final Semaphore lock;

    @Nullable
    private final SocketChannel channel; // null if what is written is encrypted first

    private boolean begun; // the response to the handshake has left; belongs to whoever writes

    private TomcatSocket(TomcatAccess access, Object remote, Object socket) throws ReflectiveOperationException {
        this.access = access;
        this.remote = remote;
        this.socket = socket;
        this.lock = (Semaphore) Internals.read(socket, "writePending");
        Object beneath = Internals.read(socket, "socket");
        this.channel = beneath.getClass().getName().equals("org.apache.tomcat.util.net.NioChannel")
                ? (SocketChannel) Internals.read(beneath, "sc")
                : null;
    }

    /** The socket of that session; whatever is not as expected means that there is no such socket. */
    static TomcatSocket of(Session session) throws ReflectiveOperationException {
        TomcatAccess access = TomcatAccess.of(session);
        Object remote = Internals.read(session, "wsRemoteEndpoint");
        Object socket = Internals.read(remote, "socketWrapper");
        if (!access.isAsync(socket)) {
            throw new NoSuchMethodException("the connector of " + socket + " writes synchronously only");
        }
        return new TomcatSocket(access, remote, socket);
    }

    /** Starts to write all bytes; never blocks. The completion is called if, and only if, the result is pending. */
    WriteResult write(ByteBuffer bytes, Pipe.Completion completion) throws IOException {
        if (!lock.tryAcquire()) {
            return WriteResult.BUSY;
        }
        boolean handedOver = false;
        try {
            if (access.isClosed(remote)) { // asked only now, so that nothing follows a close frame
                return WriteResult.BUSY; // and why it ends is told at once, by whoever sends that frame
            }
            if (begun && channel != null) {
                channel.write(bytes);
                if (!bytes.hasRemaining()) {
                    return WriteResult.SENT;
                }
            }
            handedOver = true;
        } finally {
            if (!handedOver) {
                lock.release();
            }
        }
        WriteResult result = access.write(socket, lock, bytes, completion);
        begun |= result == WriteResult.SENT;
        return result;
    }
}
