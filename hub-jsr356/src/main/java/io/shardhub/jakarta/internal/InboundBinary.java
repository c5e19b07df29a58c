package io.shardhub.jakarta.internal;

import io.shardhub.CloseCode;
import io.shardhub.CloseReason;
import io.shardhub.transport.Receiver;
import jakarta.websocket.MessageHandler;
import java.nio.ByteBuffer;

/**
 * Counts the bytes of binary messages and keeps none of them; refuses what is too big with 1009. One thread at a time, as
 * containers call it.
 */
final class InboundBinary implements MessageHandler.Partial<ByteBuffer> {

    private final SessionConnection connection;
    private final Receiver receiver;
    private final int maxBytes;

    private int bytes;
    private boolean refused;

    InboundBinary(SessionConnection connection, Receiver receiver, int maxBytes) {
        this.connection = connection;
        this.receiver = receiver;
        this.maxBytes = maxBytes;
    }

    @Override
    public void onMessage(ByteBuffer part, boolean last) {
        if (refused) {
            return;
        }
        bytes += part.remaining();
        if (bytes > maxBytes) {
            refused = true;
            connection.close(CloseReason.of(CloseCode.TOO_BIG, "at most " + maxBytes + " bytes"));
        } else if (last) {
            int whole = bytes;
            bytes = 0;
            receiver.binary(whole);
        }
    }
}
