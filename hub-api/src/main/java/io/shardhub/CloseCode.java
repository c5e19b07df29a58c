package io.shardhub;

import java.util.Optional;

/**
 * Why a connection ends, as the number on the wire, and whether the peer should come back. The same table is in the
 * JavaScript client.
 */
public enum CloseCode {
    /** Done, by wish of either side. */
    NORMAL(1000, false),
    /** The server shuts down; another one may take over. */
    SHUTDOWN(1001, true),
    /** The peer keeps breaking the rules of the protocol. */
    POLICY(1008, false),
    /** A message exceeds the size that the hub takes. */
    TOO_BIG(1009, false),
    /** The server failed on this connection. */
    SERVER_ERROR(1011, true),
    /** The server restarts. */
    RESTART(1012, true),
    /** The server has no room now. */
    OVERLOADED(1013, true),
    /** No valid identity, or it has expired: come back with a fresh one. */
    UNAUTHENTICATED(4401, false),
    /** The identity is known and not allowed here. */
    FORBIDDEN(4403, false),
    /** The peer did not read fast enough. */
    SLOW_CONSUMER(4408, true),
    /** A newer connection of the same user took this one's place. */
    REPLACED(4409, false),
    /** The peer sent too much. */
    RATE_LIMITED(4429, true),
    /** The connection broke without a close frame; never sent. */
    LOST(1006, true);

    private final int number;
    private final boolean reconnect;

    CloseCode(int number, boolean reconnect) {
        this.number = number;
        this.reconnect = reconnect;
    }

    /** The code on the wire. */
    public int number() {
        return number;
    }

    /** Whether a client should open a new connection after this code. */
    public boolean mayReconnect() {
        return reconnect;
    }

    /** The close code with that number, if it is one of the table. */
    public static Optional<CloseCode> of(int number) {
        for (CloseCode code : values()) {
            if (code.number == number) {
                return Optional.of(code);
            }
        }
        return Optional.empty();
    }
}
