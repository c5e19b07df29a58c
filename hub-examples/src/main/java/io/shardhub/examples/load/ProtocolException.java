package io.shardhub.examples.load;

import java.io.IOException;

/** The server broke the WebSocket protocol. */
final class ProtocolException extends IOException {

    private static final long serialVersionUID = 1L;

    ProtocolException(String message) {
        super(message);
    }
}
