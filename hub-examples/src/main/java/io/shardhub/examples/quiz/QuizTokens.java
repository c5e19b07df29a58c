package io.shardhub.examples.quiz;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.source.ImmutableSecret;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.shardhub.auth.Authenticator;
import io.shardhub.examples.quiz.game.QuizRules;
import io.shardhub.jakarta.jwt.JwtAuthenticator;
import io.shardhub.jakarta.jwt.JwtKeys;
import io.shardhub.jakarta.jwt.JwtOptions;
import io.shardhub.jakarta.jwt.TokenSource;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tokens that the login gives and the hub demands: short-lived, signed by HS256.
 *
 * <p><b>Threading:</b> any thread; does not block.
 */
final class QuizTokens {

    /** The role of those who open and start quizzes. */
    static final String HOST = "host";

    /** The role of everybody. */
    static final String PLAYER = "player";

    /** The claim, and the attribute of a client, that has the nickname. */
    static final String NAME = "name";

    /** For so long after its end a token still brings its user back: as long as a quiz waits for its players. */
    static final Duration RETURN = QuizRules.EXPIRY;

    private static final Logger LOG = LoggerFactory.getLogger(QuizTokens.class);
    private static final String ISSUER = "shardhub-quiz";
    private static final String ROLES = "roles";

    private final QuizSecret secret;
    private final Duration life;
    private final Clock clock;
    private final DefaultJWTProcessor<SecurityContext> returning = new DefaultJWTProcessor<>();

    QuizTokens(QuizSecret secret, Duration life, Clock clock) {
        this.secret = secret;
        this.life = life;
        this.clock = clock;
        returning.setJWSKeySelector(
                new JWSVerificationKeySelector<>(JWSAlgorithm.HS256, new ImmutableSecret<>(secret.bytes())));
        returning.setJWTClaimsSetVerifier(new Returning(clock));
    }

    /**
     * A token as the login gives it.
     *
     * @param user whom it is for
     * @param expiresInMs how long the hub takes it
     */
    record Issued(String token, String user, long expiresInMs) {}

    /** A fresh token. */
    Issued issue(QuizVisitor visitor) {
        Instant now = clock.instant();
        Date end = Date.from(now.plus(life));
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .subject(visitor.user())
                .jwtID(UUID.randomUUID().toString())
                .issueTime(Date.from(now))
                .expirationTime(end)
                .claim(ROLES, visitor.host() ? List.of(PLAYER, HOST) : List.of(PLAYER));
        if (visitor.name() != null) {
            claims.claim(NAME, visitor.name());
        }
        SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims.build());
        try {
            token.sign(new MACSigner(secret.bytes()));
        } catch (JOSEException e) {
            throw new IllegalStateException("a secret of this length signs", e);
        }
        return new Issued(token.serialize(), visitor.user(), life.toMillis());
    }

    /** Whose token that is, also for {@link #RETURN a while} after its end; empty if it is none of ours, or too old. */
    Optional<QuizVisitor> returning(String token) {
        try {
            JWTClaimsSet claims = returning.process(token, null);
            return Optional.of(new QuizVisitor(
                    claims.getSubject(),
                    claims.getStringClaim(NAME),
                    claims.getStringListClaim(ROLES).contains(HOST)));
        } catch (ParseException | BadJOSEException | JOSEException | RuntimeException e) { // whoever made it up
            LOG.debug("not a token of ours: {}", e.getClass().getName()); // a message may hold parts of it
            return Optional.empty();
        }
    }

    /** Lets those into the hub who have a token that has not ended. */
    Authenticator door() {
        return new JwtAuthenticator(
                JwtKeys.secret(secret.bytes()),
                JwtOptions.of(JWSAlgorithm.HS256.getName()).withIssuer(ISSUER).withAttributes(NAME),
                TokenSource.subprotocol(),
                TokenSource.bearer(),
                TokenSource.parameter("token"));
    }

    private static final class Returning extends DefaultJWTClaimsVerifier<SecurityContext> {

        private final Clock clock;

        private Returning(Clock clock) {
            super(new JWTClaimsSet.Builder().issuer(ISSUER).build(), Set.of("sub", "exp", ROLES));
            this.clock = clock;
            setMaxClockSkew((int) RETURN.toSeconds());
        }

        @Override
        protected Date currentTime() {
            return Date.from(clock.instant());
        }
    }
}
