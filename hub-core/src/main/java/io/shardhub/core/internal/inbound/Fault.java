package io.shardhub.core.internal.inbound;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Why a message was not handled: a fixed set, whatever codes a protocol of the application's own invents. */
enum Fault {
    BAD_JSON,
    TOO_COMPLEX,
    /** Its client sent too much. */
    RATE_LIMITED,
    BAD_TYPE,
    BAD_ID,
    BAD_DATA,
    UNKNOWN_TYPE,
    BINARY,
    TOO_BIG,
    FORBIDDEN,
    /** It brought no good credential in the place of the one that ends. */
    UNAUTHENTICATED,
    /** Too many messages of the client wait. */
    BUSY,
    /** Too many messages of all clients wait; peers hear {@code busy}, too. */
    HUB_BUSY,
    /** The client or the hub is being closed, or the client never got in. */
    CLOSED,
    /** It waited when the handlers' time was over. */
    GIVEN_UP,
    HANDLER_FAILED,
    PROTOCOL_FAILED,
    /** A code of a protocol that is not the library's. */
    OTHER;

    private static final Map<String, Fault> BY_CAUSE =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(Fault::cause, fault -> fault));

    private final String cause = name().toLowerCase(Locale.ROOT);

    /** The fault that a protocol reports with that code. */
    static Fault of(String code) {
        return BY_CAUSE.getOrDefault(code, OTHER);
    }

    /** What it is counted as. */
    String cause() {
        return cause;
    }

    /** What peers hear. */
    String code() {
        return this == HUB_BUSY ? BUSY.cause : cause;
    }

    /** Whether an honest peer does not do that. It may be too quick for a moment, or wish for what it is not granted. */
    boolean isAbuse() {
        return switch (this) {
            case RATE_LIMITED, BUSY, HUB_BUSY, FORBIDDEN, HANDLER_FAILED, PROTOCOL_FAILED -> false;
            default -> true;
        };
    }
}
