package io.shardhub.jakarta.jwt;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import io.shardhub.log.Keys;
import java.io.Closeable;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that tokens are checked with. A key serves its own family of algorithms only: nobody can pass off a public key as a
 * secret.
 *
 * <p><b>Threading:</b> any thread.
 */
public final class JwtKeys implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(JwtKeys.class);
    private static final int SHORTEST_SECRET = 32;
    private static final int SHORTEST_RSA_BITS = 2_048;
    private static final int RAW_KEY = 32;
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    /**
     * How keys are fetched.
     *
     * @param kept how long fetched keys are good; they are fetched anew in the background before that
     * @param ahead how long before that
     * @param pause the least time between two fetches, whatever keys tokens ask for
     * @param bridged how long the last keys serve when there are no others to be had
     * @param timeout for connecting, and for reading
     */
    record Fetching(Duration kept, Duration ahead, Duration pause, Duration bridged, Duration timeout) {
        static final Fetching USUAL = new Fetching(
                Duration.ofMinutes(5),
                Duration.ofMinutes(1),
                Duration.ofSeconds(30),
                Duration.ofHours(1),
                Duration.ofSeconds(2));
    }

    private final JWKSource<SecurityContext> source;

    private JwtKeys(JWKSource<SecurityContext> source) {
        this.source = source;
    }

    /** One secret for the HS algorithms, at least 32 bytes; HS384 and HS512 need 48 and 64. */
    public static JwtKeys secret(byte[] secret) {
        if (secret.length < SHORTEST_SECRET) {
            throw new IllegalArgumentException(
                    "secret: " + secret.length + " bytes (expected: at least " + SHORTEST_SECRET + ")");
        }
        return fixed(new OctetSequenceKey.Builder(secret).build());
    }

    /** One public key: RSA of at least 2,048 bits, EC on P-256, P-384 or P-521, or Ed25519. */
    public static JwtKeys publicKey(PublicKey key) {
        if (key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() >= SHORTEST_RSA_BITS) {
            return fixed(new RSAKey.Builder(rsa).build());
        }
        if (key instanceof ECPublicKey ec && Curve.forECParameterSpec(ec.getParams()) != null) {
            return fixed(new ECKey.Builder(Curve.forECParameterSpec(ec.getParams()), ec).build());
        }
        if (key instanceof EdECPublicKey ed && ed.getParams().getName().equals("Ed25519")) {
            byte[] encoded = ed.getEncoded();
            byte[] raw = Arrays.copyOfRange(encoded, encoded.length - RAW_KEY, encoded.length);
            return fixed(new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(raw)).build());
        }
        throw new IllegalArgumentException("key: " + key.getAlgorithm()
                + " (expected: RSA of at least 2048 bits, EC on P-256, P-384 or P-521, or Ed25519)");
    }

    /** The keys of a JWK set as JSON; a token may name the one that it is signed with. */
    public static JwtKeys set(String json) {
        JWKSet keys;
        try {
            keys = JWKSet.parse(json);
        } catch (ParseException e) {
            throw new IllegalArgumentException("keys: not a JWK set (expected: {\"keys\":[...]})", e);
        }
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("keys: an empty JWK set (expected: at least one key)");
        }
        return new JwtKeys(new ImmutableJWKSet<>(keys));
    }

    /**
     * The keys that a login server publishes. They are fetched when the first token comes and kept for five minutes; a minute
     * before that they are fetched anew in the background. A token that names an unknown key has them fetched at once, but
     * twice in 30 seconds at most. While the server does not answer the last keys serve for an hour. A fetch holds up the
     * token that needs it for four seconds at most.
     *
     * @param url an {@code https} address; {@code http} on this machine only
     */
    public static JwtKeys at(URI url) {
        return at(url, Fetching.USUAL);
    }

    static JwtKeys at(URI url, Fetching fetching) {
        boolean local = "http".equals(url.getScheme()) && url.getHost() != null && LOOPBACK.contains(url.getHost());
        if (!local && !"https".equals(url.getScheme())) {
            throw new IllegalArgumentException("url: " + url + " (expected: an https address)");
        }
        int timeout = (int) fetching.timeout.toMillis();
        try {
            return new JwtKeys(JWKSourceBuilder.create(
                            url.toURL(),
                            new DefaultResourceRetriever(timeout, timeout, JWKSourceBuilder.DEFAULT_HTTP_SIZE_LIMIT))
                    .cache(fetching.kept.toMillis(), 2 * fetching.timeout.toMillis())
                    .refreshAheadCache(fetching.ahead.toMillis(), true)
                    .rateLimited(fetching.pause.toMillis())
                    .outageTolerant(fetching.bridged.toMillis())
                    .build());
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("url: " + url + " (expected: an https address)", e);
        }
    }

    private static JwtKeys fixed(JWK key) {
        return new JwtKeys(new ImmutableJWKSet<>(new JWKSet(key)));
    }

    JWKSource<SecurityContext> source() {
        return source;
    }

    /** Whether there are keys to check with; may fetch them. */
    boolean isAvailable() {
        try {
            source.get(new JWKSelector(new JWKMatcher.Builder().build()), null);
            return true;
        } catch (Exception e) {
            LOG.debug("no keys", e);
            return false;
        }
    }

    /** Ends the threads that fetch keys, if there are any. Idempotent. */
    @Override
    public void close() {
        if (source instanceof Closeable closeable) {
            try {
                closeable.close();
            } catch (IOException e) {
                LOG.atWarn().addKeyValue(Keys.EVENT, "close_failed").setCause(e).log("the keys could not be closed");
            }
        }
    }
}
