package io.shardhub.snapshot;

/** Why a message that was accepted for a client was not written. */
public enum DropCause {
    /** Shed because the outbox was full. */
    OUTBOX_FULL,
    /** Waited longer than the outbox allows. */
    TOO_OLD,
    /** The client had left or was closing. */
    CLIENT_CLOSED,
    /** The connection failed while the message was being written; the peer may or may not have it. */
    WRITE_FAILED
}
