package io.shardhub;

import java.util.Set;

/** Says which clients may do something. Runs where what it protects would run, in the client's order; quick. */
@FunctionalInterface
public interface ClientRule {

    /** Every client may. */
    ClientRule ANYBODY = client -> true;

    /** Whether that client may. */
    boolean allows(Client client);

    /** Clients with at least one of these roles. */
    static ClientRule role(String... anyOf) {
        Set<String> roles = Set.of(anyOf);
        if (roles.isEmpty()) {
            throw new IllegalArgumentException("anyOf: none (expected: at least one role)");
        }
        return client -> client.identity().roles().stream().anyMatch(roles::contains);
    }
}
