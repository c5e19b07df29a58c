package io.shardhub.jakarta.internal;

import io.shardhub.transport.Outgoing;
import io.shardhub.transport.WriteResult;
import java.nio.ByteBuffer;

/**
 * Writes whole frames to Jetty's endpoint, past its WebSocket layer: no encoding and no header for each session, several
 * frames in one write, and pings that do not block. While Jetty writes a control frame of its own, the endpoint takes nothing
 * and the hub asks again.
 *
 * <p>Not for sessions that are compressed, which the WebSocket layer does.
 */
final class JettyPipe extends FastPipe {

    private static final byte[] PING = {(byte) 0x89, 0};

    private final JettySocket socket;

    JettyPipe(JettySocket socket, Pipe standard) {
        super(standard);
        this.socket = socket;
    }

    @Override
    public WriteResult write(Outgoing outgoing, Completion completion) {
        return socket.write(outgoing.bytes(), completion);
    }

    @Override
    public boolean pingBlocks() {
        return false;
    }

    @Override
    public WriteResult ping(Completion completion) {
        return socket.write(ByteBuffer.wrap(PING), completion);
    }
}
