package io.shardhub.core.testing;

import io.shardhub.Client;
import io.shardhub.CloseCode;
import io.shardhub.CloseReason;
import io.shardhub.contract.RecordingConnection;
import io.shardhub.transport.Registration;
import java.util.List;

/**
 * One peer of a test.
 *
 * @param connection what it is written to through
 * @param registration its place in the hub
 * @param listener what the hub said of it
 */
public record Guest(RecordingConnection connection, Registration registration, RecordingListener listener) {

    /** The client. */
    public Client client() {
        return registration.client();
    }

    /** What it has got so far. */
    public List<String> texts() {
        return connection.texts();
    }

    /** The peer goes away. */
    public void leave() {
        registration.closed(CloseReason.of(CloseCode.NORMAL, "bye"));
    }

    /** The code that the hub closed the connection with; 0 if it has not. */
    public int closeCode() {
        return connection.closeReason().map(CloseReason::code).orElse(0);
    }
}
