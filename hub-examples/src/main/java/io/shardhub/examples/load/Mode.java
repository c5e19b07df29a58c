package io.shardhub.examples.load;

import java.util.Locale;

/** Kinds of load. */
public enum Mode {
    /** The first connection publishes, all receive. */
    FANOUT("BROADCAST"),
    /** Every connection gets back what it sends. */
    ECHO("ECHO"),
    /** Connections are held, nothing is sent. */
    IDLE("");

    private final String messageType;

    Mode(String messageType) {
        this.messageType = messageType;
    }

    /** The type of the messages that are sent, which the server must have a handler for. */
    String messageType() {
        return messageType;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
