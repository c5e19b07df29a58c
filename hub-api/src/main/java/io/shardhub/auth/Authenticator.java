package io.shardhub.auth;

import io.shardhub.annotation.AnyThread;

/**
 * Says who a peer is, before the connection is upgraded.
 *
 * <p><b>Threading:</b> the container's request threads, concurrently; may block as long as a request may. An exception
 * refuses the handshake with status 500.
 */
@FunctionalInterface
public interface Authenticator {

    /** Admits the handshake with an identity, or refuses it. */
    @AnyThread
    Decision authenticate(Handshake handshake);

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
