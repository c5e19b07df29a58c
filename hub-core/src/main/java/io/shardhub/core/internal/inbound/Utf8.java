package io.shardhub.core.internal.inbound;

/** Sizes on the wire. */
final class Utf8 {

    private Utf8() {}

    /** How many bytes a text takes in UTF-8. */
    static long length(String text) {
        int chars = text.length();
        long bytes = chars;
        for (int i = 0; i < chars; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                bytes += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
            }
        }
        return bytes;
    }
}
