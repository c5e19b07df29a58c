package io.shardhub.jakarta.internal;

import io.shardhub.transport.Receiver;
import jakarta.websocket.MessageHandler;
import org.jspecify.annotations.Nullable;

/**
 * Puts text messages together from their parts and reports those that are too big. One thread at a time, as
 * containers call it.
 */
final class InboundText implements MessageHandler.Partial<String> {

    private final Receiver receiver;
    private final Patience patience;
    private final int maxBytes;

    private @Nullable StringBuilder parts;
    private int pieces; // of the message that comes; no honest one has more than bytes
    private boolean refused;

    InboundText(Receiver receiver, Patience patience, int maxBytes) {
        this.receiver = receiver;
        this.patience = patience;
        this.maxBytes = maxBytes;
    }

    @Override
    public void onMessage(String part, boolean last) {
        patience.spend();
        StringBuilder waiting = parts;
        if (refused) {
            return;
        }
        if ((waiting == null ? 0 : waiting.length()) + part.length() > maxBytes || ++pieces > maxBytes) {
            refuse();
        } else if (!last) {
            parts = (waiting == null ? new StringBuilder(2 * part.length()) : waiting).append(part);
        } else {
            parts = null;
            pieces = 0;
            whole(waiting == null ? part : waiting.append(part).toString());
        }
    }

    private void whole(String text) {
        if (isTooBig(text)) {
            refuse();
        } else {
            receiver.text(text);
        }
    }

    private boolean isTooBig(String text) {
        int chars = text.length();
        if (chars > maxBytes || chars <= maxBytes / 3) { // a char is one to three bytes
            return chars > maxBytes;
        }
        long bytes = chars;
        for (int i = 0; i < chars; i++) {
            char c = text.charAt(i);
            bytes += c < 0x80 ? 0 : c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
        }
        return bytes > maxBytes;
    }

    private void refuse() {
        refused = true;
        parts = null;
        receiver.tooBig();
    }
}
