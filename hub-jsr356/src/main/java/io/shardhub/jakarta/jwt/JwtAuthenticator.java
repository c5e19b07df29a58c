package io.shardhub.jakarta.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jwt.JWTClaimsSet;
import io.shardhub.auth.Authenticator;
import io.shardhub.auth.Decision;
import io.shardhub.auth.Handshake;
import io.shardhub.auth.Identity;
import java.text.ParseException;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets in who has a good token. Everybody else is refused with 401, before anything is upgraded; 503 while there are no keys to
 * check tokens with. What is wrong with a token is logged at debug level, never the token.
 *
 * <p><b>Threading:</b> any thread. {@link #authenticate} blocks only while keys have to be fetched ({@link JwtKeys#at}).
 */
public final class JwtAuthenticator implements Authenticator, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(JwtAuthenticator.class);

    /** No honest token is longer, in chars; what is longer is not even looked at. */
    private static final int LONGEST_TOKEN = 8_192;

    private static final Decision REFUSED = Decision.refuse(401, "no good token");

    private final JwtOptions options;
    private final List<TokenSource> sources;
    private final Clock clock;
    private volatile Current current;

    /** What tokens are checked with now. */
    private record Current(JwtKeys keys, JwtVerifier verifier) {}

    /**
     * Checks tokens with those keys, which it closes when it is closed.
     *
     * @param sources where tokens may be, at least one place; the first where there is one counts
     */
    public JwtAuthenticator(JwtKeys keys, JwtOptions options, TokenSource... sources) {
        this(Clock.systemUTC(), keys, options, sources);
    }

    JwtAuthenticator(Clock clock, JwtKeys keys, JwtOptions options, TokenSource... sources) {
        if (sources.length == 0) {
            throw new IllegalArgumentException("sources: none (expected: where tokens may be, such as a bearer)");
        }
        this.clock = clock;
        this.options = options;
        this.sources = List.of(sources);
        this.current = new Current(keys, new JwtVerifier(keys, options, clock));
    }

    /** Checks tokens with other keys from now on, and closes the keys before. Let both be in the new set while tokens of both are about. */
    public void rotate(JwtKeys keys) {
        JwtKeys before;
        synchronized (sources) {
            before = current.keys;
            current = new Current(keys, new JwtVerifier(keys, options, clock));
        }
        before.close();
    }

    @Override
    public Decision authenticate(Handshake handshake) {
        Optional<String> token = sources.stream()
                .flatMap(source -> source.token(handshake).stream())
                .findFirst();
        if (token.isEmpty() || token.get().length() > LONGEST_TOKEN) {
            LOG.debug("refused: {}", token.isEmpty() ? "no token" : "an overlong token");
            return REFUSED;
        }
        Current now = current;
        try {
            return decide(now.verifier.verify(token.get()), handshake);
        } catch (ParseException e) { // its message may hold parts of the token
            LOG.debug("refused: not a signed token");
            return REFUSED;
        } catch (KeySourceException e) {
            return noKey(now.keys, e);
        } catch (BadJOSEException | JOSEException e) {
            LOG.debug("refused: {}", e.getMessage());
            return REFUSED;
        }
    }

    /* An unknown key is the peer's fault, unless there are no keys at all. */
    private static Decision noKey(JwtKeys keys, KeySourceException cause) {
        if (keys.isAvailable()) {
            LOG.debug("refused: {}", cause.getMessage());
            return REFUSED;
        }
        LOG.warn("no keys to check tokens with: {}", cause.getMessage());
        return Decision.refuse(503, "no keys to check tokens with");
    }

    private Decision decide(JWTClaimsSet claims, Handshake handshake) {
        String user = text(claims.getClaim(options.userClaim()));
        if (user == null || !Identity.isValidUserId(user)) {
            LOG.debug("refused: the claim {} is no user id", options.userClaim());
            return REFUSED;
        }
        Map<String, String> attributes = new HashMap<>();
        for (String name : options.attributes()) {
            String value = attribute(claims.getClaim(name));
            if (value != null) {
                attributes.put(name, value);
            }
        }
        return new Decision.Admitted(new Identity(user, handshake.remoteAddress(), attributes));
    }

    private static @Nullable String attribute(@Nullable Object claim) {
        if (claim instanceof Collection<?> many) {
            List<String> texts = many.stream()
                    .flatMap(one -> Optional.ofNullable(text(one)).stream())
                    .collect(Collectors.toList());
            return texts.size() == many.size() ? String.join(" ", texts) : null;
        }
        return text(claim);
    }

    private static @Nullable String text(@Nullable Object claim) {
        return claim instanceof String || claim instanceof Number || claim instanceof Boolean ? claim.toString() : null;
    }

    /** Closes the keys. Idempotent. */
    @Override
    public void close() {
        current.keys.close();
    }
}
