package io.shardhub.auth;

import java.time.Instant;

/**
 * What an identity is believed for, such as a token, and how long that is good for; immutable.
 *
 * @param id names it, as the {@code jti} of a token does, so that it can be {@linkplain io.shardhub.cluster.Cluster#revoke revoked}
 *     by itself; at most {@link #MAX_ID_LENGTH} chars, empty if it has no name
 * @param issuedAt when it was issued; {@link Instant#EPOCH} if that is not known, which is before every revocation
 * @param expiresAt when it ends
 */
public record Credential(String id, Instant issuedAt, Instant expiresAt) {

    /** The longest name of a credential, in chars. */
    public static final int MAX_ID_LENGTH = 256;

    /** Refuses an overlong name. */
    public Credential {
        if (id.length() > MAX_ID_LENGTH) {
            throw new IllegalArgumentException(
                    "id: " + id.length() + " chars (expected: at most " + MAX_ID_LENGTH + ")");
        }
    }

    /** A credential without a name. */
    public static Credential until(Instant expiresAt) {
        return new Credential("", Instant.EPOCH, expiresAt);
    }
}
