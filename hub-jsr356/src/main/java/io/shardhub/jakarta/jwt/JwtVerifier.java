package io.shardhub.jakarta.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.security.Key;
import java.security.interfaces.EdECPublicKey;
import java.text.ParseException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Checks the signature and the claims of tokens: the rules of the options, as the JWT library wants them. */
final class JwtVerifier {

    private static final JOSEObjectType ACCESS_TOKEN = new JOSEObjectType("at+jwt");

    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

    JwtVerifier(JwtKeys keys, JwtOptions options, Clock clock) {
        processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, ACCESS_TOKEN, null));
        processor.setJWSKeySelector(new Selector(algorithms(options), keys));
        processor.setJWSVerifierFactory(new Verifiers());
        Claims claims = new Claims(options, clock);
        claims.setMaxClockSkew((int) options.leeway().toSeconds());
        processor.setJWTClaimsSetVerifier(claims);
    }

    /** The claims of a token that is good. */
    JWTClaimsSet verify(String token) throws ParseException, BadJOSEException, JOSEException {
        return processor.process(SignedJWT.parse(token), null);
    }

    private static Set<JWSAlgorithm> algorithms(JwtOptions options) {
        Set<JWSAlgorithm> algorithms =
                options.algorithms().stream().map(JWSAlgorithm::parse).collect(Collectors.toCollection(HashSet::new));
        if (algorithms.contains(JWSAlgorithm.EdDSA)) {
            algorithms.add(JWSAlgorithm.Ed25519); // its newer name
        }
        return algorithms;
    }

    private static final class Claims extends DefaultJWTClaimsVerifier<SecurityContext> {

        private final Clock clock;

        private Claims(JwtOptions options, Clock clock) {
            super(options.audience(), issued(options), Set.of(options.userClaim(), "exp"));
            this.clock = clock;
        }

        private static JWTClaimsSet issued(JwtOptions options) {
            JWTClaimsSet.Builder exact = new JWTClaimsSet.Builder();
            return options.issuer() == null
                    ? exact.build()
                    : exact.issuer(options.issuer()).build();
        }

        @Override
        protected Date currentTime() {
            return Date.from(clock.instant());
        }
    }

    /** Finds the keys for a token, those of Ed25519 as well, which the library leaves out. */
    private static final class Selector extends JWSVerificationKeySelector<SecurityContext> {

        private Selector(Set<JWSAlgorithm> algorithms, JwtKeys keys) {
            super(algorithms, keys.source());
        }

        @Override
        public List<Key> selectJWSKeys(JWSHeader header, SecurityContext context) throws KeySourceException {
            if (!isAllowed(header.getAlgorithm()) || !Ed25519.ALGORITHMS.contains(header.getAlgorithm())) {
                return super.selectJWSKeys(header, context);
            }
            JWKMatcher matcher = new JWKMatcher.Builder()
                    .keyType(KeyType.OKP)
                    .curve(Curve.Ed25519)
                    .keyID(header.getKeyID())
                    .build();
            List<Key> keys = new ArrayList<>();
            for (JWK key : getJWKSource().get(new JWKSelector(matcher), context)) {
                try {
                    keys.add(Ed25519.key((OctetKeyPair) key));
                } catch (JOSEException e) {
                    throw new KeySourceException("key " + key.getKeyID() + " cannot be used", e);
                }
            }
            return keys;
        }
    }

    private static final class Verifiers extends DefaultJWSVerifierFactory {

        @Override
        public Set<JWSAlgorithm> supportedJWSAlgorithms() {
            Set<JWSAlgorithm> all = new HashSet<>(super.supportedJWSAlgorithms());
            all.addAll(Ed25519.ALGORITHMS);
            return all;
        }

        @Override
        public JWSVerifier createJWSVerifier(JWSHeader header, Key key) throws JOSEException {
            return Ed25519.ALGORITHMS.contains(header.getAlgorithm()) && key instanceof EdECPublicKey ed
                    ? new Ed25519(ed)
                    : super.createJWSVerifier(header, key);
        }
    }
}
