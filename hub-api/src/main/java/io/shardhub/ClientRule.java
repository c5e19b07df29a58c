package io.shardhub;

import java.util.List;
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
        List<String> wanted = List.of(anyOf);
        if (wanted.isEmpty()) {
            throw new IllegalArgumentException("anyOf: none (expected: at least one role)");
        }
        return client -> {
            Set<String> roles = client.identity().roles();
            for (int i = 0; i < wanted.size(); i++) { // for every message: no iterator, no stream
                if (roles.contains(wanted.get(i))) {
                    return true;
                }
            }
            return false;
        };
    }
}
