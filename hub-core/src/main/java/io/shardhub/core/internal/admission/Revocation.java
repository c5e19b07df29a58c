package io.shardhub.core.internal.admission;

import io.shardhub.auth.Credential;
import io.shardhub.auth.Identity;
import java.time.Instant;

/**
 * What is not believed any more although it has not ended.
 *
 * @param kind what the name names
 * @param name the id of a credential, or of a user
 * @param at when it was revoked
 * @param until when all that it concerns has ended by itself
 */
public record Revocation(Kind kind, String name, Instant at, Instant until) {

    /** What is revoked. */
    public enum Kind {
        /** One credential. */
        CREDENTIAL,
        /** Those of a user that were issued before. */
        USER
    }

    /** Refuses a nameless one: it would concern everybody without a name. */
    public Revocation {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("name: empty (expected: what is revoked)");
        }
    }

    /** Whether an identity stands on what is revoked. Credentials may say when they were issued by the second. */
    public boolean concerns(Identity identity) {
        Credential credential = identity.credential();
        if (kind == Kind.CREDENTIAL) {
            return credential != null && credential.id().equals(name);
        }
        return identity.userId().equals(name)
                && (credential == null || !credential.issuedAt().isAfter(at));
    }
}
