package io.shardhub.jakarta.internal;

import io.shardhub.CloseCode;
import io.shardhub.CloseReason;
import io.shardhub.transport.Refusal;

/** Close reasons from containers and decisions. */
final class Reasons {

    private Reasons() {}

    /** What a container reports, made fit for a {@link CloseReason}. */
    static CloseReason of(jakarta.websocket.CloseReason reported) {
        int code = reported.getCloseCode().getCode();
        String text = reported.getReasonPhrase();
        return new CloseReason(
                code >= 1000 && code <= 4999 ? code : CloseCode.LOST.number(), truncated(text == null ? "" : text));
    }

    /** What a peer is told that cannot be refused before it is there. */
    static CloseReason of(Refusal refusal) {
        return ofStatus(refusal.status(), refusal.reason());
    }

    /** The close code that says what an HTTP status says. */
    static CloseReason ofStatus(int status, String text) {
        CloseCode code = switch (status) {
            case 401 -> CloseCode.UNAUTHENTICATED;
            case 403 -> CloseCode.FORBIDDEN;
            case 429, 503 -> CloseCode.OVERLOADED;
            default -> status >= 500 ? CloseCode.SERVER_ERROR : CloseCode.POLICY;
        };
        return CloseReason.of(code, truncated(text));
    }

    /** As much of {@code text} as a close frame has room for; never half a character. */
    static String truncated(String text) {
        int bytes = 0;
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x1_0000 ? 3 : 4;
            if (bytes > CloseReason.MAX_TEXT_BYTES) {
                return text.substring(0, i);
            }
            i += Character.charCount(point);
        }
        return text;
    }
}
