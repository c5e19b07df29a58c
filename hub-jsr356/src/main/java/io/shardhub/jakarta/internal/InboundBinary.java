package io.shardhub.jakarta.internal;

import io.shardhub.transport.Receiver;
import jakarta.websocket.MessageHandler;
import java.nio.ByteBuffer;

/**
 * Counts the bytes of binary messages and keeps none of them; reports what is too big. One thread at a time, as
 * containers call it.
 */
final class InboundBinary implements MessageHandler.Partial<ByteBuffer> {

    private final Receiver receiver;
    private final Patience patience;
    private final int maxBytes;

    private int bytes;
    private boolean refused;

    InboundBinary(Receiver receiver, Patience patience, int maxBytes) {
        this.receiver = receiver;
        this.patience = patience;
        this.maxBytes = maxBytes;
    }

    @Override
    public void onMessage(ByteBuffer part, boolean last) {
        patience.spend();
        if (refused) {
            return;
        }
        bytes += part.remaining();
        if (bytes > maxBytes) {
            refused = true;
            receiver.tooBig();
        } else if (last) {
            int whole = bytes;
            bytes = 0;
            receiver.binary(whole);
        }
    }
}
