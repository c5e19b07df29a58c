package io.shardhub.jakarta.jwt;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which tokens are good, and what of them is taken over. A token must have an expiry ({@code exp}); {@code nbf} is respected
 * when it is there.
 *
 * @param algorithms the signatures that are accepted, whatever a token says of itself: of HS256, HS384, HS512, RS256, RS384,
 *     RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA
 * @param issuer the only {@code iss} that is accepted; null to accept any
 * @param audience what {@code aud} must contain; null to accept tokens made for anybody
 * @param leeway by how many whole seconds clocks may differ, at most five minutes
 * @param userClaim the claim that names the user
 * @param attributes claims that become attributes of the client, under their names: texts, numbers and booleans as they are, lists
 *     of them joined by spaces, everything else left out
 * @param rolesClaim the claim that becomes the roles of the client: a list of texts, or one text with spaces between them
 */
public record JwtOptions(
        Set<String> algorithms,
        @Nullable String issuer,
        @Nullable String audience,
        Duration leeway,
        String userClaim,
        Set<String> attributes,
        String rolesClaim) {

    private static final Set<String> KNOWN = Set.of(
            "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512",
            "EdDSA");

    private static final Duration MOST_LEEWAY = Duration.ofMinutes(5);

    /** Checks every value. */
    public JwtOptions {
        algorithms = Set.copyOf(algorithms);
        attributes = Set.copyOf(attributes);
        if (algorithms.isEmpty() || !KNOWN.containsAll(algorithms)) {
            throw new IllegalArgumentException("algorithms: " + algorithms + " (expected: some of " + KNOWN + ")");
        }
        if (leeway.isNegative() || leeway.compareTo(MOST_LEEWAY) > 0) {
            throw new IllegalArgumentException("leeway: " + leeway + " (expected: PT0S to " + MOST_LEEWAY + ")");
        }
        if (userClaim.isEmpty()) {
            throw new IllegalArgumentException("userClaim: empty (expected: the name of a claim, such as sub)");
        }
        if (rolesClaim.isEmpty()) {
            throw new IllegalArgumentException("rolesClaim: empty (expected: the name of a claim, such as roles)");
        }
    }

    /** Accepts these signatures from any issuer for any audience, with a leeway of 30 seconds; the user is {@code sub}, its roles are {@code roles}. */
    public static JwtOptions of(String... algorithms) {
        return new JwtOptions(Set.of(algorithms), null, null, Duration.ofSeconds(30), "sub", Set.of(), "roles");
    }

    /** With the one issuer that is accepted. */
    public JwtOptions withIssuer(String newIssuer) {
        return new JwtOptions(algorithms, newIssuer, audience, leeway, userClaim, attributes, rolesClaim);
    }

    /** With the audience that tokens must be made for. */
    public JwtOptions withAudience(String newAudience) {
        return new JwtOptions(algorithms, issuer, newAudience, leeway, userClaim, attributes, rolesClaim);
    }

    /** With another difference of clocks. */
    public JwtOptions withLeeway(Duration newLeeway) {
        return new JwtOptions(algorithms, issuer, audience, newLeeway, userClaim, attributes, rolesClaim);
    }

    /** With another claim that names the user. */
    public JwtOptions withUserClaim(String newUserClaim) {
        return new JwtOptions(algorithms, issuer, audience, leeway, newUserClaim, attributes, rolesClaim);
    }

    /** With claims that become attributes of the client. */
    public JwtOptions withAttributes(String... newAttributes) {
        return new JwtOptions(algorithms, issuer, audience, leeway, userClaim, Set.of(newAttributes), rolesClaim);
    }

    /** With another claim that becomes the roles of the client. */
    public JwtOptions withRolesClaim(String newRolesClaim) {
        return new JwtOptions(algorithms, issuer, audience, leeway, userClaim, attributes, newRolesClaim);
    }
}
