package io.shardhub.jakarta.internal;

import io.shardhub.transport.Outgoing;
import io.shardhub.transport.WriteResult;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Writes whole frames to Tomcat's socket, past its WebSocket layer: no encoding for each session, no executor hop for each
 * completion, several frames in one write, and pings that do not block.
 *
 * <p>Tomcat's own control frames go through the same socket's write lock: while one is being written, the socket takes
 * nothing and the hub asks again.
 *
 * <p>Not for sessions that are compressed, which the WebSocket layer does.
 */
final class TomcatPipe extends FastPipe {

    private static final byte[] PING = {(byte) 0x89, 0};

    private final TomcatSocket socket;

    TomcatPipe(TomcatSocket socket, Pipe standard) {
        super(standard);
        this.socket = socket;
    }

    @Override
    public WriteResult write(Outgoing outgoing, Completion completion) throws IOException {
        return socket.write(outgoing.bytes(), completion);
    }

    @Override
    public boolean pingBlocks() {
        return false;
    }

    @Override
    public WriteResult ping(Completion completion) throws IOException {
        return socket.write(ByteBuffer.wrap(PING), completion);
    }
}
