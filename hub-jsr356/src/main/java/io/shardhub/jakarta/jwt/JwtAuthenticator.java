package io.shardhub.jakarta.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jwt.JWTClaimsSet;
import io.shardhub.auth.Authenticator;
import io.shardhub.auth.Credential;
import io.shardhub.auth.Decision;
import io.shardhub.auth.Handshake;
import io.shardhub.auth.Identity;
import io.shardhub.log.Complaints;
import io.shardhub.log.Keys;
import java.text.ParseException;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets in who has a good token. Everybody else is refused with 401, before anything is upgraded; 503 while there are no keys to
 * check tokens with. At its {@code exp} a token is renewed by a fresh one of the same user. What is wrong with a token is logged at debug level, never the token.
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
    private final Complaints complaints = new Complaints(System.nanoTime());
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
        if (token.isEmpty()) {
            LOG.debug("refused: no token");
            return REFUSED;
        }
        return decide(token.get(), handshake.remoteAddress());
    }

    @Override
    public Decision renew(Identity present, String token) {
        return decide(token, present.remoteAddress());
    }

    private Decision decide(String token, String remoteAddress) {
        if (token.length() > LONGEST_TOKEN) {
            LOG.debug("refused: an overlong token");
            return REFUSED;
        }
        Current now = current;
        try {
            return decide(now.verifier.verify(token), remoteAddress);
        } catch (ParseException e) { // its message may hold parts of the token
            LOG.debug("refused: not a signed token");
            return REFUSED;
        } catch (KeySourceException e) {
            return noKey(now.keys, e);
        } catch (BadJOSEException | JOSEException e) {
            LOG.debug("refused: {}", e.getMessage());
            return REFUSED;
        } catch (RuntimeException e) { // claims that no reader expects, before anybody knows who made them up
            LOG.debug("refused: a token that cannot be read: {}", e.getClass().getName());
            return REFUSED;
        }
    }

    /* An unknown key is the peer's fault, unless there are no keys at all. */
    private Decision noKey(JwtKeys keys, KeySourceException cause) {
        if (keys.isAvailable()) {
            LOG.debug("refused: {}", cause.getMessage());
            return REFUSED;
        }
        if (complaints.isDue(System.nanoTime())) {
            LOG.atWarn()
                    .addKeyValue(Keys.EVENT, "keys_missing")
                    .addKeyValue(Keys.SUPPRESSED, complaints.takeSuppressed())
                    .log("no keys to check tokens with: {}", cause.getMessage());
        }
        return Decision.refuse(503, "no keys to check tokens with");
    }

    private Decision decide(JWTClaimsSet claims, String remoteAddress) {
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
        String id = claims.getJWTID() == null ? "" : claims.getJWTID();
        if (id.length() > Credential.MAX_ID_LENGTH) {
            LOG.debug("refused: an overlong jti");
            return REFUSED;
        }
        Credential credential = new Credential(
                id, instant(claims.getIssueTime()), claims.getExpirationTime().toInstant());
        return new Decision.Admitted(new Identity(
                user, remoteAddress, attributes, roles(claims.getClaim(options.rolesClaim())), credential));
    }

    private static Instant instant(@Nullable Date date) {
        return date == null ? Instant.EPOCH : date.toInstant();
    }

    private static Set<String> roles(@Nullable Object claim) {
        Stream<?> texts = claim instanceof Collection<?> many
                ? many.stream()
                : claim instanceof String text ? Stream.of(text.split(" ", -1)) : Stream.of();
        return texts.filter(String.class::isInstance)
                .map(String.class::cast)
                .filter(role -> !role.isBlank())
                .collect(Collectors.toSet());
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
