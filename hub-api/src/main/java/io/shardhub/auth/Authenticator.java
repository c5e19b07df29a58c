package io.shardhub.auth;

import io.shardhub.annotation.AnyThread;

/**
 * Says who a peer is, before the connection is upgraded.
 *
 * <p><b>Threading:</b> {@code authenticate} the container's request threads, {@code renew} worker threads of the hub, both
 * concurrently. Whoever has to ask somebody else answers {@linkplain Decision#later later} and holds no thread up; the transport
 * gives up on it after a deadline of its own, with status 503. An exception refuses with status 500.
 */
@FunctionalInterface
public interface Authenticator {

    /** Admits the handshake with an identity, or refuses it. */
    @AnyThread
    Decision authenticate(Handshake handshake);

    /**
     * Checks what a connected client brings in the place of its credential when that ends. The hub itself sees to it that the user
     * stays the same, that the new credential has not ended, ends no sooner than the one before, and is not revoked; attributes and roles are
     * taken over, the address stays as it is. Refuses everything unless it is overridden, so who wraps another authenticator hands
     * this on as well.
     *
     * @param present who the client is until now
     * @param token what it sent
     */
    @AnyThread
    default Decision renew(Identity present, String token) {
        return Decision.refuse(401, "nothing here can be renewed");
    }

    /** Admits whom the container has authenticated and refuses everybody else with 401. */
    static Authenticator containerPrincipal() {
        return handshake -> handshake
                .principal()
                .<Decision>map(name -> Decision.admit(handshake, name))
                .orElseGet(() -> Decision.refuse(401, "no authenticated user"));
    }

    /**
     * Believes the query parameter {@code name}; for examples, tests and closed networks only, because every peer can claim
     * to be every user.
     */
    static Authenticator trustingParameter(String name) {
        return handshake -> handshake
                .parameter(name)
                .filter(Identity::isValidUserId)
                .<Decision>map(user -> Decision.admit(handshake, user))
                .orElseGet(() -> Decision.refuse(401, "parameter " + name + " is missing, empty or too long"));
    }
}
