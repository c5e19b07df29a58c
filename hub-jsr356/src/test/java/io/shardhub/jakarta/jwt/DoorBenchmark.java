package io.shardhub.jakarta.jwt;

import com.nimbusds.jose.JWSAlgorithm;
import com.sun.management.OperatingSystemMXBean;
import io.shardhub.auth.Authenticator;
import io.shardhub.auth.Decision;
import io.shardhub.jakarta.RawDoor;
import java.lang.management.ManagementFactory;
import java.security.KeyPair;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What a token costs at the door, in CPU time of the server: of the check alone, and of a whole handshake on Tomcat. A build leaves
 * it out, because it measures:
 *
 * <pre>mvn -Pfast -pl hub-jsr356 -am test -Dtest=DoorBenchmark -Dsurefire.failIfNoSpecifiedTests=false -DskipTomcat10</pre>
 */
class DoorBenchmark {

    private static final int ROUNDS = 5;
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private record Door(String name, JwtAuthenticator authenticator, String good) {}

    private static List<Door> doors() throws Exception {
        KeyPair ec = Tokens.ecKeys("secp256r1");
        KeyPair ed = Tokens.ed25519Keys();
        return List.of(
                new Door(
                        "HS256",
                        door(JwtKeys.secret(Tokens.SECRET), "HS256"),
                        Tokens.hs256(Tokens.claims("ann").build())),
                new Door(
                        "RS256",
                        door(JwtKeys.publicKey(Tokens.RSA.getPublic()), "RS256"),
                        Tokens.rsa(
                                JWSAlgorithm.RS256,
                                Tokens.RSA.getPrivate(),
                                null,
                                Tokens.claims("ann").build())),
                new Door(
                        "ES256",
                        door(JwtKeys.publicKey(ec.getPublic()), "ES256"),
                        Tokens.ec(
                                JWSAlgorithm.ES256,
                                ec.getPrivate(),
                                Tokens.claims("ann").build())),
                new Door(
                        "EdDSA",
                        door(JwtKeys.publicKey(ed.getPublic()), "EdDSA"),
                        Tokens.ed25519(
                                "{\"alg\":\"EdDSA\"}",
                                ed.getPrivate(),
                                Tokens.claims("ann").build())));
    }

    private static JwtAuthenticator door(JwtKeys keys, String algorithm) {
        return new JwtAuthenticator(
                Tokens.CLOCK, keys, JwtOptions.of(algorithm), TokenSource.bearer(), TokenSource.parameter("token"));
    }

    /** The same token with a signature that is not its own. */
    private static String forged(String good) {
        int at = good.lastIndexOf('.') + 5;
        return good.substring(0, at) + (good.charAt(at) == 'A' ? 'B' : 'A') + good.substring(at + 1);
    }

    @Test
    void theCheckAlone() throws Exception {
        for (Door door : doors()) {
            System.out.printf(
                    "%s: good %.1f us, forged %.1f us, no token %.2f us%n",
                    door.name,
                    check(door.authenticator, door.good, true),
                    check(door.authenticator, forged(door.good), false),
                    check(door.authenticator, "", false));
        }
    }

    private static double check(JwtAuthenticator door, String token, boolean admitted) {
        double best = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            int times = 3_000;
            long begin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            for (int i = 0; i < times; i++) {
                boolean in = Tokens.decide(door, token) instanceof Decision.Admitted;
                if (in != admitted) {
                    throw new AssertionError(token);
                }
            }
            best = Math.min(
                    best, (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begin) / 1e3 / times);
        }
        return best;
    }

    @Test
    void aWholeHandshake() throws Exception {
        Authenticator everybody = handshake -> Decision.admit(handshake, "ann");
        handshakes("cold", everybody, "", 101);
        handshakes("no authentication", everybody, "", 101);
        for (Door door : doors()) {
            handshakes(door.name + " good", door.authenticator, door.good, 101);
            handshakes(door.name + " forged", door.authenticator, forged(door.good), 401);
        }
        handshakes("no token", doors().get(0).authenticator, "", 401);
    }

    private static void handshakes(String name, Authenticator authenticator, String token, int status)
            throws Exception {
        try (RawDoor server = RawDoor.open(authenticator)) {
            int times = 1_000;
            double best = Double.MAX_VALUE;
            for (int round = 0; round < ROUNDS; round++) {
                long process = SYSTEM.getProcessCpuTime();
                long own = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
                for (int i = 0; i < times; i++) {
                    server.ask(token, status);
                }
                long spent = SYSTEM.getProcessCpuTime() - process;
                spent -= ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - own;
                best = Math.min(best, spent / 1e3 / times);
            }
            System.out.printf("handshake, %s: %.0f us of the server's CPU time%n", name, best);
        }
    }
}
