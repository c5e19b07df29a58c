package io.shardhub.snapshot;

import io.shardhub.CloseCode;
import io.shardhub.CloseReason;

/** Why a connection was not taken in. */
public enum RefusalCause {
    /** The hub had not started, or was closing. */
    NOT_RUNNING(CloseCode.SHUTDOWN, "hub is not running"),
    /** This node of a cluster is being emptied. */
    DRAINING(CloseCode.RESTART, "node is being drained"),
    /** As many clients as the hub takes were there. */
    HUB_FULL(CloseCode.OVERLOADED, "hub is full"),
    /** Connections came faster than the hub takes them. */
    RATE(CloseCode.OVERLOADED, "too many new connections"),
    /** The page that asked is of an origin that is not allowed. */
    ORIGIN(CloseCode.FORBIDDEN, "origin not allowed"),
    /** The authenticator refused the peer. */
    UNAUTHENTICATED(CloseCode.UNAUTHENTICATED, "not authenticated"),
    /** The authenticator failed, or did not answer in time. */
    AUTHENTICATOR(CloseCode.SERVER_ERROR, "authentication failed"),
    /** What the peer is known by was revoked. */
    REVOKED(CloseCode.UNAUTHENTICATED, "revoked"),
    /** The user had as many connections as one may have. */
    USER_FULL(CloseCode.OVERLOADED, "too many connections of this user"),
    /** As many connections as one address may have were there. */
    ADDRESS_FULL(CloseCode.OVERLOADED, "too many connections from this address"),
    /** The client's shard had too much to do, or no shard took clients at that moment. */
    OVERLOADED(CloseCode.OVERLOADED, "hub is overloaded"),
    /** The strategy had no shard for the client. */
    NO_SHARD(CloseCode.SERVER_ERROR, "no shard");

    private final CloseCode code;
    private final String text;

    RefusalCause(CloseCode code, String text) {
        this.code = code;
        this.text = text;
    }

    /** What a connection is told that was upgraded already. */
    public CloseReason reason() {
        return CloseReason.of(code, text);
    }
}
