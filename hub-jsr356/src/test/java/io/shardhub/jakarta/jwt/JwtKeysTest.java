package io.shardhub.jakarta.jwt;

import static io.shardhub.jakarta.jwt.Tokens.CLOCK;
import static io.shardhub.jakarta.jwt.Tokens.claims;
import static io.shardhub.jakarta.jwt.Tokens.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import java.net.URI;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JwtKeysTest {

    private static final JWTClaimsSet CLAIMS = claims("ann").build();

    private static JwtAuthenticator door(PublicKey key, String... algorithms) {
        return door(JwtKeys.publicKey(key), algorithms);
    }

    private static JwtAuthenticator door(JwtKeys keys, String... algorithms) {
        return new JwtAuthenticator(CLOCK, keys, JwtOptions.of(algorithms), TokenSource.bearer());
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"})
    void rsaSignaturesAreChecked(String algorithm) throws Exception {
        KeyPair keys = Tokens.RSA;
        String token = Tokens.rsa(JWSAlgorithm.parse(algorithm), keys.getPrivate(), null, CLAIMS);
        assertThat(user(door(keys.getPublic(), algorithm), token)).hasValue("ann");
        assertThat(user(door(Tokens.OTHER_RSA.getPublic(), algorithm), token)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"ES256, secp256r1", "ES384, secp384r1", "ES512, secp521r1"})
    void ecSignaturesAreChecked(String algorithm, String curve) throws Exception {
        KeyPair keys = Tokens.ecKeys(curve);
        String token = Tokens.ec(JWSAlgorithm.parse(algorithm), keys.getPrivate(), CLAIMS);
        assertThat(user(door(keys.getPublic(), algorithm), token)).hasValue("ann");
        assertThat(user(door(Tokens.ecKeys(curve).getPublic(), algorithm), token))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"EdDSA", "Ed25519"})
    void edSignaturesAreChecked(String name) throws Exception {
        KeyPair keys = Tokens.ed25519Keys();
        String token = Tokens.ed25519("{\"alg\":\"" + name + "\"}", keys.getPrivate(), CLAIMS);
        assertThat(user(door(keys.getPublic(), "EdDSA"), token)).hasValue("ann");
        assertThat(user(door(Tokens.ed25519Keys().getPublic(), "EdDSA"), token)).isEmpty();
        assertThat(user(door(keys.getPublic(), "ES256"), token)).isEmpty();
        String cut = token.substring(0, token.length() - 8);
        assertThat(user(door(keys.getPublic(), "EdDSA"), cut)).isEmpty();
    }

    @Test
    void anEdTokenThatDemandsWhatNobodyUnderstandsIsRefused() throws Exception {
        KeyPair keys = Tokens.ed25519Keys();
        String token = Tokens.ed25519("{\"alg\":\"EdDSA\",\"crit\":[\"x\"],\"x\":1}", keys.getPrivate(), CLAIMS);
        assertThat(user(door(keys.getPublic(), "EdDSA"), token)).isEmpty();
    }

    @Test
    void aPublicKeyIsNoSecret() throws Exception {
        KeyPair keys = Tokens.RSA;
        byte[] known = keys.getPublic().getEncoded();
        String forged = Tokens.signed(JWSAlgorithm.HS256, new MACSigner(known), CLAIMS);
        assertThat(user(door(keys.getPublic(), "RS256"), forged)).isEmpty();
        assertThat(user(door(keys.getPublic(), "RS256", "HS256"), forged)).isEmpty();
    }

    @Test
    void aSetServesTheTokensOfAllItsKeys() throws Exception {
        KeyPair old = Tokens.RSA;
        KeyPair young = Tokens.OTHER_RSA;
        JwtAuthenticator door = door(JwtKeys.set(json(old, "2025", young, "2026")), "RS256");
        assertThat(user(door, rs256(old, "2025"))).hasValue("ann");
        assertThat(user(door, rs256(young, "2026"))).hasValue("ann");
        assertThat(user(door, rs256(young, "2025"))).isEmpty();
        assertThat(user(door, rs256(young, "2027"))).isEmpty();
    }

    private static String rs256(KeyPair keys, String id) throws Exception {
        return Tokens.rsa(JWSAlgorithm.RS256, keys.getPrivate(), id, CLAIMS);
    }

    private static String json(KeyPair one, String oneId, KeyPair two, String twoId) {
        return new JWKSet(List.of(
                        new RSAKey.Builder((RSAPublicKey) one.getPublic())
                                .keyID(oneId)
                                .build(),
                        new RSAKey.Builder((RSAPublicKey) two.getPublic())
                                .keyID(twoId)
                                .build()))
                .toString();
    }

    @Test
    void weakAndUnknownKeysAreRefused() throws Exception {
        assertThatThrownBy(() -> JwtKeys.secret(new byte[31])).hasMessage("secret: 31 bytes (expected: at least 32)");
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(1_024);
        PublicKey weak = generator.generateKeyPair().getPublic();
        assertThatThrownBy(() -> JwtKeys.publicKey(weak))
                .hasMessage("key: RSA (expected: RSA of at least 2048 bits, EC on P-256, P-384 or P-521, or Ed25519)");
        PublicKey exchange =
                KeyPairGenerator.getInstance("X25519").generateKeyPair().getPublic();
        assertThatThrownBy(() -> JwtKeys.publicKey(exchange)).hasMessageStartingWith("key: XDH (expected: ");
        assertThatThrownBy(() -> JwtKeys.set("{}")).hasMessage("keys: not a JWK set (expected: {\"keys\":[...]})");
        assertThatThrownBy(() -> JwtKeys.set("{\"keys\":[]}"))
                .hasMessage("keys: an empty JWK set (expected: at least one key)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://login.example.com/keys", "ftp://localhost/keys", "file:///etc/passwd", "keys.json"})
    void keysAreFetchedOverHttpsOnly(String url) {
        assertThatThrownBy(() -> JwtKeys.at(URI.create(url)))
                .hasMessage("url: " + url + " (expected: an https address)");
    }
}
