package io.shardhub.jakarta.internal;

import io.shardhub.CloseReason;
import io.shardhub.auth.Identity;

/** The outcome of one handshake, for the one session that it opens. */
sealed interface Ticket {

    /** The session may take part. */
    record Admitted(Identity identity) implements Ticket {}

    /** The session is closed as soon as it is open. */
    record Refused(CloseReason reason) implements Ticket {}
}
