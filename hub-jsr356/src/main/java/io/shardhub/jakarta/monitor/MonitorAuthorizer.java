package io.shardhub.jakarta.monitor;

import io.shardhub.annotation.AnyThread;
import io.shardhub.auth.Handshake;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.function.Predicate;

/**
 * Says who may look at a hub. Everything but its health needs it.
 *
 * <p><b>Threading:</b> request threads, concurrently; may block as long as a request may. An exception refuses the request
 * with status 500.
 */
@FunctionalInterface
public interface MonitorAuthorizer {

    /** What somebody may do. */
    enum Access {
        /** Look at everything. */
        ALLOWED,
        /** Nothing, until they say who they are: status 401. */
        UNAUTHENTICATED,
        /** Nothing: status 403. */
        FORBIDDEN
    }

    /** Nobody may. */
    MonitorAuthorizer DENY = request -> Access.FORBIDDEN;

    /** Decides about a request. */
    @AnyThread
    Access accessOf(Handshake request);

    /** Those for whom that holds; the others are forbidden. */
    static MonitorAuthorizer of(Predicate<Handshake> allowed) {
        return request -> allowed.test(request) ? Access.ALLOWED : Access.FORBIDDEN;
    }

    /** Those who bring {@code Authorization: Bearer} with that token, as Prometheus can; at least 16 chars. */
    static MonitorAuthorizer bearer(String token) {
        if (token.length() < 16) {
            throw new IllegalArgumentException("token: " + token.length() + " chars (expected: at least 16)");
        }
        return credentials("Bearer ", token);
    }

    /** Those who bring that name and password, for which browsers ask; only over TLS, or on a machine of one's own. */
    static MonitorAuthorizer basic(String user, String password) {
        if (user.isEmpty() || user.contains(":") || password.length() < 8) {
            throw new IllegalArgumentException(
                    "user, password: (expected: a name without colon, and a password of at least 8 chars)");
        }
        String pair = user + ":" + password;
        return credentials("Basic ", Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
    }

    private static MonitorAuthorizer credentials(String scheme, String expected) {
        byte[] secret = expected.getBytes(StandardCharsets.UTF_8);
        return request -> request.header("Authorization")
                        .filter(value -> value.regionMatches(true, 0, scheme, 0, scheme.length()))
                        .map(value -> value.substring(scheme.length()).getBytes(StandardCharsets.UTF_8))
                        .map(given -> MessageDigest.isEqual(secret, given))
                        .orElse(false)
                ? Access.ALLOWED
                : Access.UNAUTHENTICATED;
    }

    /** Also those whom another one allows. */
    default MonitorAuthorizer or(MonitorAuthorizer other) {
        return request -> {
            Access access = accessOf(request);
            return access == Access.ALLOWED ? access : other.accessOf(request);
        };
    }
}
