package io.shardhub;

import java.nio.charset.StandardCharsets;

/**
 * Why a connection ended: a number and a few words.
 *
 * @param code the close code on the wire, 1000 to 4999; a peer may send one that is not in {@link CloseCode}
 * @param text what a developer reads; at most {@link #MAX_TEXT_BYTES} bytes of UTF-8
 */
public record CloseReason(int code, String text) {

    /** The room that RFC 6455 leaves for text in a close frame. */
    public static final int MAX_TEXT_BYTES = 123;

    /** Refuses a code or a text that does not fit into a close frame. */
    public CloseReason {
        if (code < 1000 || code > 4999) {
            throw new IllegalArgumentException("code: " + code + " (expected: 1000 to 4999)");
        }
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_TEXT_BYTES) {
            throw new IllegalArgumentException(
                    "text: " + bytes + " bytes (expected: at most " + MAX_TEXT_BYTES + " bytes of UTF-8)");
        }
    }

    /** A reason with a code of the table. */
    public static CloseReason of(CloseCode code, String text) {
        return new CloseReason(code.number(), text);
    }

    /** Whether this is that entry of the table. */
    public boolean is(CloseCode expected) {
        return code == expected.number();
    }
}
