package io.shardhub.auth;

import java.util.Map;
import java.util.concurrent.CompletionStage;

/** What an {@link Authenticator} decided. */
public sealed interface Decision {

    /**
     * The peer may come in.
     *
     * @param identity who it is
     */
    record Admitted(Identity identity) implements Decision {}

    /**
     * The peer is turned away before the upgrade.
     *
     * @param status HTTP status, 400 to 599
     * @param reason what the peer reads; no secrets
     */
    record Refused(int status, String reason) implements Decision {

        /** Refuses a status that does not refuse. */
        public Refused {
            if (status < 400 || status > 599) {
                throw new IllegalArgumentException("status: " + status + " (expected: 400 to 599)");
            }
        }
    }

    /**
     * It is not decided yet.
     *
     * @param answer completes on any thread with one of the other two; with anything else, or exceptionally, it refuses with
     *     status 500
     */
    record Pending(CompletionStage<Decision> answer) implements Decision {}

    /** Admits a user from the handshake's address. */
    static Decision admit(Handshake handshake, String userId) {
        return new Admitted(new Identity(userId, handshake.remoteAddress(), Map.of()));
    }

    /** Refuses with an HTTP status and a reason. */
    static Decision refuse(int status, String reason) {
        return new Refused(status, reason);
    }

    /** Decides later; see {@link Pending}. */
    static Decision later(CompletionStage<Decision> answer) {
        return new Pending(answer);
    }
}
