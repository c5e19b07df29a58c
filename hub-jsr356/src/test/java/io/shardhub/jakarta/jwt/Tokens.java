package io.shardhub.jakarta.jwt;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.shardhub.auth.Decision;
import io.shardhub.auth.Handshake;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes keys, tokens and handshakes. */
final class Tokens {

    static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    static final byte[] SECRET =
            "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    /* They take long to make. */
    static final KeyPair RSA = rsaKeys();
    static final KeyPair OTHER_RSA = rsaKeys();

    private Tokens() {}

    /** Good claims of a user, to be changed. */
    static JWTClaimsSet.Builder claims(String user) {
        return new JWTClaimsSet.Builder().subject(user).expirationTime(Date.from(NOW.plusSeconds(60)));
    }

    static String signed(JWSAlgorithm algorithm, JWSSigner signer, JWTClaimsSet claims) throws Exception {
        return signed(new JWSHeader(algorithm), signer, claims);
    }

    static String signed(JWSHeader header, JWSSigner signer, JWTClaimsSet claims) throws Exception {
        SignedJWT token = new SignedJWT(header, claims);
        token.sign(signer);
        return token.serialize();
    }

    /** A good token with the shared secret. */
    static String hs256(JWTClaimsSet claims) throws Exception {
        return signed(JWSAlgorithm.HS256, new MACSigner(SECRET), claims);
    }

    static String rsa(JWSAlgorithm algorithm, PrivateKey key, String keyId, JWTClaimsSet claims) throws Exception {
        return signed(new JWSHeader.Builder(algorithm).keyID(keyId).build(), new RSASSASigner(key), claims);
    }

    static String ec(JWSAlgorithm algorithm, PrivateKey key, JWTClaimsSet claims) throws Exception {
        return signed(algorithm, new ECDSASigner((ECPrivateKey) key), claims);
    }

    /** A token signed by the JDK: the library cannot without yet another one. */
    static String ed25519(String header, PrivateKey key, JWTClaimsSet claims) throws GeneralSecurityException {
        String input = Base64URL.encode(header) + "." + Base64URL.encode(claims.toString());
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(key);
        signature.update(input.getBytes(StandardCharsets.US_ASCII));
        return input + "." + Base64URL.encode(signature.sign());
    }

    private static KeyPair rsaKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2_048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static KeyPair ecKeys(String curve) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair();
    }

    static KeyPair ed25519Keys() throws GeneralSecurityException {
        return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    }

    static Handshake handshake(String header, String value) {
        return new Handshake("/ws", Map.of(), Map.of(header, List.of(value)), "10.0.0.1", Optional.empty());
    }

    /** What an authenticator decides on a bearer. */
    static Decision decide(JwtAuthenticator door, String token) {
        return door.authenticate(handshake("authorization", "Bearer " + token));
    }

    /** The user that is let in; empty if nobody is. */
    static Optional<String> user(JwtAuthenticator door, String token) {
        return decide(door, token) instanceof Decision.Admitted admitted
                ? Optional.of(admitted.identity().userId())
                : Optional.empty();
    }
}
