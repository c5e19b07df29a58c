package io.shardhub.examples.load;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** The upgrade of one connection. */
final class Handshake {

    private static final int MAX_RESPONSE = 16 * 1024;
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; // RFC 6455, 1.3

    private final String key;

    Handshake(RandomGenerator random) {
        byte[] nonce = new byte[16];
        random.nextBytes(nonce);
        key = Base64.getEncoder().encodeToString(nonce);
    }

    byte[] request(Target target, int connection) {
        return ("GET " + target.path().replace("%i", Integer.toString(connection)) + " HTTP/1.1\r\n"
                        + "Host: " + target.host() + ":" + target.port() + "\r\n"
                        + "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Key: " + key + "\r\nSec-WebSocket-Version: 13\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** Reads the response at the beginning of the bytes; gives where it ends, or 0 if it is not complete. */
    int read(byte[] bytes, int length) throws ProtocolException {
        String text = new String(bytes, 0, Math.min(length, MAX_RESPONSE), StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            if (length >= MAX_RESPONSE) {
                throw new ProtocolException("an upgrade response of more than " + MAX_RESPONSE + " bytes");
            }
            return 0;
        }
        String[] lines = text.substring(0, end).split("\r\n", -1);
        if (!lines[0].startsWith("HTTP/1.1 101")) {
            throw new ProtocolException("the upgrade was refused: " + lines[0]);
        }
        for (String line : lines) {
            if (line.toLowerCase(Locale.ROOT).startsWith("sec-websocket-accept:")
                    && line.substring(line.indexOf(':') + 1).trim().equals(accept(key))) {
                return end + 4;
            }
        }
        throw new ProtocolException("the upgrade has no right Sec-WebSocket-Accept");
    }

    static String accept(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
