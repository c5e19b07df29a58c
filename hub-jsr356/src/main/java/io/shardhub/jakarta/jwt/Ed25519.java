package io.shardhub.jakarta.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.impl.BaseJWSProvider;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Set;

/** Checks Ed25519 signatures with the JDK; the JWT library would want one more library for them. */
final class Ed25519 extends BaseJWSProvider implements JWSVerifier {

    static final Set<JWSAlgorithm> ALGORITHMS = Set.of(JWSAlgorithm.EdDSA, JWSAlgorithm.Ed25519);

    /** What comes before the 32 bytes of a key in its X.509 form: RFC 8410, section 4. */
    private static final byte[] PREFIX = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};

    private static final int RAW_KEY = 32;

    private final PublicKey key;

    Ed25519(PublicKey key) {
        super(ALGORITHMS);
        this.key = key;
    }

    /** The key of a JWK on the curve Ed25519. */
    static PublicKey key(OctetKeyPair pair) throws JOSEException {
        byte[] raw = pair.getDecodedX();
        if (raw.length != RAW_KEY) {
            throw new JOSEException("x: " + raw.length + " bytes (expected: " + RAW_KEY + ")");
        }
        byte[] encoded = new byte[PREFIX.length + RAW_KEY];
        System.arraycopy(PREFIX, 0, encoded, 0, PREFIX.length);
        System.arraycopy(raw, 0, encoded, PREFIX.length, RAW_KEY);
        try {
            return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw new JOSEException("not a key of Ed25519", e);
        }
    }

    @Override
    public boolean verify(JWSHeader header, byte[] signingInput, Base64URL signature) throws JOSEException {
        if (header.getCriticalParams() != null) {
            return false; // it says that it must not be trusted by who does not understand it
        }
        try {
            Signature check = Signature.getInstance("Ed25519");
            check.initVerify(key);
            check.update(signingInput);
            return check.verify(signature.decode());
        } catch (SignatureException e) { // not even the form of a signature
            return false;
        } catch (GeneralSecurityException e) {
            throw new JOSEException("Ed25519 is not available", e);
        }
    }
}
