/**
 * Lets peers in by JSON Web Tokens. Needs the optional dependency {@code com.nimbusds:nimbus-jose-jwt}, which does the
 * cryptography; EdDSA is the JDK's.
 *
 * <pre>{@code
 * Authenticator door = new JwtAuthenticator(
 *         JwtKeys.at(URI.create("https://login.example.com/jwks.json")),
 *         JwtOptions.of("RS256").withIssuer("https://login.example.com").withAudience("quiz"),
 *         TokenSource.bearer(), TokenSource.parameter("token"));
 * }</pre>
 */
package io.shardhub.jakarta.jwt;
