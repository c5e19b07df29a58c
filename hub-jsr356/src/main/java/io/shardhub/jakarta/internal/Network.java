package io.shardhub.jakarta.internal;

import io.shardhub.auth.RemoteAddress;
import java.net.InetAddress;

/** Addresses that begin alike. */
public record Network(InetAddress first, int bits) {

    /** An address, or one with the number of bits that count, such as {@code 10.0.0.0/8}; refuses everything else. */
    public static Network parse(String text) {
        int slash = text.indexOf('/');
        InetAddress address =
                RemoteAddress.parse(slash < 0 ? text : text.substring(0, slash)).orElseThrow(() -> refusal(text));
        int all = address.getAddress().length * Byte.SIZE;
        try {
            int bits = slash < 0 ? all : Integer.parseInt(text.substring(slash + 1));
            if (bits < 0 || bits > all) {
                throw refusal(text);
            }
            return new Network(address, bits);
        } catch (NumberFormatException e) {
            throw refusal(text);
        }
    }

    private static IllegalArgumentException refusal(String text) {
        return new IllegalArgumentException(
                "trusted: " + text + " (expected: an address, or a network such as 10.0.0.0/8)");
    }

    /** Whether an address is one of them. */
    public boolean contains(InetAddress address) {
        byte[] these = first.getAddress();
        byte[] those = address.getAddress();
        if (these.length != those.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit % Byte.SIZE);
            if (((these[bit / Byte.SIZE] ^ those[bit / Byte.SIZE]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }
}
