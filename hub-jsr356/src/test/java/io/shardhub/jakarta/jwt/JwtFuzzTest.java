package io.shardhub.jakarta.jwt;

import static io.shardhub.jakarta.jwt.Tokens.CLOCK;
import static io.shardhub.jakarta.jwt.Tokens.NOW;
import static io.shardhub.jakarta.jwt.Tokens.SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.Base64URL;
import io.shardhub.auth.Decision;
import io.shardhub.auth.Handshake;
import io.shardhub.auth.Identity;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever is brought as a token, nobody comes in without a good one, and nothing is thrown. */
class JwtFuzzTest {

    private static final Decision REFUSED = Decision.refuse(401, "no good token");

    private final JwtAuthenticator door = new JwtAuthenticator(
            CLOCK,
            JwtKeys.secret(SECRET),
            JwtOptions.of("HS256").withAudience("quiz"),
            TokenSource.parameter("token"),
            TokenSource.bearer(),
            TokenSource.cookie("jwt"),
            TokenSource.subprotocol());

    private static String good() {
        try {
            return Tokens.hs256(Tokens.claims("ann").audience("quiz").build());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static String unsigned(String header, String claims) {
        return Base64URL.encode(header) + "." + Base64URL.encode(claims) + ".";
    }

    @Provide
    Arbitrary<String> mutants() {
        String good = good();
        return Combinators.combine(
                        Arbitraries.integers().between(0, good.length() - 1),
                        Arbitraries.integers().between(0, 8),
                        Arbitraries.strings()
                                .withChars("abcXYZ019-_.=%\u0000\u00e9")
                                .ofMaxLength(6))
                .as((at, cut, inserted) ->
                        good.substring(0, at) + inserted + good.substring(Math.min(good.length(), at + cut)));
    }

    @Provide
    Arbitrary<String> made() {
        Arbitrary<String> headers = Arbitraries.of(
                "{\"alg\":\"none\"}",
                "{\"alg\":\"HS256\"}",
                "{\"alg\":\"HS384\"}",
                "{\"alg\":\"RS256\"}",
                "{\"alg\":\"EdDSA\"}",
                "{\"alg\":\"HS256\",\"crit\":[\"x\"]}",
                "{\"alg\":\"HS256\",\"kid\":\"../../etc/passwd\"}",
                "{\"alg\":\"HS256\",\"jwk\":{\"kty\":\"oct\",\"k\":\"AAAA\"}}",
                "{\"alg\":7}",
                "{",
                "[]",
                "");
        Arbitrary<String> claims = Arbitraries.of(
                "{\"sub\":\"ann\",\"aud\":\"quiz\",\"exp\":"
                        + NOW.plusSeconds(60).getEpochSecond() + "}",
                "{\"sub\":{},\"exp\":\"soon\"}",
                "{\"exp\":1e400}",
                "{\"exp\":-9223372036854775808}",
                "null",
                "");
        Arbitrary<String> signatures =
                Arbitraries.strings().withChars("abcXYZ019-_").ofMaxLength(50);
        return Combinators.combine(headers, claims, signatures)
                .as((header, body, signature) -> unsigned(header, body) + signature);
    }

    @Property(tries = 3_000)
    void aChangedTokenLetsNobodyIn(@ForAll("mutants") String token) {
        if (!sameBytes(token, good())) {
            assertThat(door.authenticate(Tokens.handshake("authorization", "Bearer " + token)))
                    .isEqualTo(REFUSED);
            assertThat(door.renew(Identity.of("ann"), token)).isEqualTo(REFUSED);
        }
    }

    /* Base64 has several spellings of the same bytes: of a signature's last char two bits say nothing. Spaces around are cut. */
    private static boolean sameBytes(String token, String good) {
        String[] these = token.trim().split("\\.", -1);
        String[] those = good.split("\\.", -1);
        return these.length == 3
                && these[0].equals(those[0])
                && these[1].equals(those[1])
                && Arrays.equals(
                        Base64URL.from(these[2]).decode(),
                        Base64URL.from(those[2]).decode());
    }

    @Property(tries = 2_000)
    void aTokenThatNobodySignedLetsNobodyIn(@ForAll("made") String token) {
        assertThat(door.renew(Identity.of("ann"), token)).isEqualTo(REFUSED);
    }

    @Property(tries = 2_000)
    void whateverIsInAHandshakeNothingIsThrown(
            @ForAll String parameter, @ForAll String header, @ForAll String cookie, @ForAll String protocol) {
        Handshake handshake = new Handshake(
                "/ws",
                Map.of("token", List.of(parameter)),
                Map.of(
                        "authorization", List.of(header, "Bearer"),
                        "cookie", List.of(cookie, "jwt=" + cookie + ";;=;jwt"),
                        "sec-websocket-protocol", List.of(protocol, "token." + protocol)),
                "",
                Optional.empty());
        assertThat(door.authenticate(handshake)).isEqualTo(REFUSED);
        assertThat(handshake.toString().getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(500);
    }
}
