package io.shardhub.core.internal.admission;

import io.shardhub.annotation.AnyThread;
import io.shardhub.core.runtime.HubRuntime;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/**
 * Passes for clients to come back with: the time when one was given, and a proof of it that takes the key. They name nobody, and
 * are good for a day. Looking at one costs about as much as one message.
 */
@AnyThread
public final class Passes {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int PROOF_BYTES = 16;
    private static final int PASS_CHARS = (Long.BYTES + PROOF_BYTES) / 3 * 4;
    private static final long LIFETIME_MILLIS = TimeUnit.DAYS.toMillis(1);
    private static final long SKEW_MILLIS = TimeUnit.MINUTES.toMillis(5); // between the clocks of nodes

    private final SecretKey key;
    private final HubRuntime runtime;

    /** The passes of all hubs that have this key. */
    public Passes(SecretKey key, HubRuntime runtime) {
        this.key = key;
        this.runtime = runtime;
    }

    /** A new one. */
    public String issue() {
        byte[] time =
                ByteBuffer.allocate(Long.BYTES).putLong(runtime.epochMillis()).array();
        return Base64.getUrlEncoder()
                .encodeToString(ByteBuffer.allocate(Long.BYTES + PROOF_BYTES)
                        .put(time)
                        .put(proof(time))
                        .array());
    }

    /** Whether that is a pass, given less than a day ago. */
    public boolean isValid(String text) {
        if (text.length() != PASS_CHARS) {
            return false;
        }
        byte[] pass;
        try {
            pass = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return false;
        }
        byte[] time = Arrays.copyOf(pass, Long.BYTES);
        long age = runtime.epochMillis() - ByteBuffer.wrap(time).getLong();
        return age > -SKEW_MILLIS
                && age < LIFETIME_MILLIS
                && MessageDigest.isEqual(proof(time), Arrays.copyOfRange(pass, Long.BYTES, pass.length));
    }

    private byte[] proof(byte[] time) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return Arrays.copyOf(mac.doFinal(time), PROOF_BYTES);
        } catch (GeneralSecurityException e) { // every JDK has it
            throw new IllegalStateException(ALGORITHM, e);
        }
    }
}
