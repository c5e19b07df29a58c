package io.shardhub.jakarta.jwt;

import static io.shardhub.jakarta.jwt.Tokens.CLOCK;
import static io.shardhub.jakarta.jwt.Tokens.NOW;
import static io.shardhub.jakarta.jwt.Tokens.SECRET;
import static io.shardhub.jakarta.jwt.Tokens.claims;
import static io.shardhub.jakarta.jwt.Tokens.handshake;
import static io.shardhub.jakarta.jwt.Tokens.hs256;
import static io.shardhub.jakarta.jwt.Tokens.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import io.shardhub.auth.Credential;
import io.shardhub.auth.Decision;
import io.shardhub.auth.Handshake;
import io.shardhub.auth.Identity;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JwtAuthenticatorTest {

    private static final JwtOptions OPTIONS =
            JwtOptions.of("HS256").withIssuer("https://login.example").withAudience("quiz");

    private final JwtAuthenticator door = door(OPTIONS, TokenSource.bearer());

    private static JwtAuthenticator door(JwtOptions options, TokenSource... sources) {
        return new JwtAuthenticator(CLOCK, JwtKeys.secret(SECRET), options, sources);
    }

    private static JWTClaimsSet.Builder good() {
        return claims("ann").issuer("https://login.example").audience(List.of("other", "quiz"));
    }

    @Test
    void aGoodTokenLetsItsUserIn() throws Exception {
        assertThat(user(door, hs256(good().build()))).hasValue("ann");
    }

    @Test
    void theIdentityHasTheAddressAndTheChosenClaims() throws Exception {
        JwtAuthenticator chosen = door(
                OPTIONS.withUserClaim("uid").withAttributes("role", "age", "scopes", "deep"), TokenSource.bearer());
        String token = hs256(good().claim("uid", 4711)
                .claim("role", "host")
                .claim("age", 42)
                .claim("scopes", List.of("a", "b"))
                .claim("deep", Map.of("a", 1))
                .claim("other", "x")
                .build());
        assertThat(Tokens.decide(chosen, token))
                .isEqualTo(new Decision.Admitted(new Identity(
                        "4711",
                        "10.0.0.1",
                        Map.of("role", "host", "age", "42", "scopes", "a b"),
                        Set.of(),
                        Credential.until(NOW.plusSeconds(60)))));
    }

    @Test
    void theIdentityHasTheRolesAndWhatItIsBelievedFor() throws Exception {
        JWTClaimsSet claims = good().jwtID("t1")
                .issueTime(Date.from(NOW.minusSeconds(5)))
                .claim("roles", List.of("host", "player", 7, ""))
                .claim("scope", "read write")
                .build();
        Identity identity = ((Decision.Admitted) Tokens.decide(door, hs256(claims))).identity();
        assertThat(identity.roles()).containsExactlyInAnyOrder("host", "player");
        assertThat(identity.credential()).isEqualTo(new Credential("t1", NOW.minusSeconds(5), NOW.plusSeconds(60)));
        JwtAuthenticator scopes = door(OPTIONS.withRolesClaim("scope"), TokenSource.bearer());
        identity = ((Decision.Admitted) Tokens.decide(scopes, hs256(claims))).identity();
        assertThat(identity.roles()).containsExactlyInAnyOrder("read", "write");
    }

    @Test
    void aFreshTokenRenewsUnderTheSameRules() throws Exception {
        Identity present = new Identity("ann", "10.0.0.9", Map.of());
        assertThat(door.renew(present, hs256(good().build())))
                .isEqualTo(new Decision.Admitted(present.withCredential(Credential.until(NOW.plusSeconds(60)))));
        for (String bad :
                List.of("", "x", "x".repeat(8_193), hs256(good().issuer("else").build()))) {
            assertThat(door.renew(present, bad)).isEqualTo(Decision.refuse(401, "no good token"));
        }
    }

    @Test
    void anOverlongNameOfATokenIsRefused() throws Exception {
        assertThat(user(door, hs256(good().jwtID("x".repeat(256)).build()))).hasValue("ann");
        assertThat(user(door, hs256(good().jwtID("x".repeat(257)).build()))).isEmpty();
    }

    @Test
    void everybodyElseIsRefusedWith401() throws Exception {
        JwtAuthenticator lax = door(JwtOptions.of("HS256"), TokenSource.bearer());
        assertThat(Tokens.decide(lax, "")).isEqualTo(Decision.refuse(401, "no good token"));
        assertThat(Tokens.decide(lax, hs256(claims("ann").subject(null).build())))
                .isEqualTo(Decision.refuse(401, "no good token"));
    }

    @Test
    void theIssuerAndTheAudienceAreChecked() throws Exception {
        assertThat(user(door, hs256(good().issuer("https://evil.example").build())))
                .isEmpty();
        assertThat(user(door, hs256(good().issuer(null).build()))).isEmpty();
        assertThat(user(door, hs256(good().audience("shop").build()))).isEmpty();
        assertThat(user(door, hs256(good().audience((String) null).build()))).isEmpty();
    }

    @Test
    void aTokenIsGoodFromItsNotBeforeToItsExpiryWithinTheLeeway() throws Exception {
        JwtAuthenticator exact = door(OPTIONS.withLeeway(Duration.ofSeconds(10)), TokenSource.bearer());
        assertThat(user(exact, expiring(-9))).hasValue("ann");
        assertThat(user(exact, expiring(-11))).isEmpty();
        assertThat(user(exact, beginning(9))).hasValue("ann");
        assertThat(user(exact, beginning(11))).isEmpty();
    }

    private static String expiring(int seconds) throws Exception {
        return hs256(good().expirationTime(Date.from(NOW.plusSeconds(seconds))).build());
    }

    private static String beginning(int seconds) throws Exception {
        return hs256(good().notBeforeTime(Date.from(NOW.plusSeconds(seconds))).build());
    }

    @Test
    void aTokenWithoutExpiryIsRefused() throws Exception {
        assertThat(user(door, hs256(good().expirationTime(null).build()))).isEmpty();
    }

    @Test
    void anUnsignedTokenIsRefused() throws Exception {
        assertThat(user(door, new PlainJWT(good().build()).serialize())).isEmpty();
        String signed = hs256(good().build());
        assertThat(user(door, signed.substring(0, signed.lastIndexOf('.') + 1))).isEmpty();
    }

    @Test
    void aChangedTokenIsRefused() throws Exception {
        String token = hs256(good().build());
        int payload = token.indexOf('.') + 5;
        for (int at : new int[] {payload, token.length() - 10}) {
            char other = token.charAt(at) == 'A' ? 'B' : 'A';
            assertThat(user(door, token.substring(0, at) + other + token.substring(at + 1)))
                    .as("changed at %s", at)
                    .isEmpty();
        }
    }

    @Test
    void anotherSecretIsRefused() throws Exception {
        byte[] other = SECRET.clone();
        other[0]++;
        assertThat(user(door, Tokens.signed(JWSAlgorithm.HS256, new MACSigner(other), good().build())))
                .isEmpty();
    }

    @Test
    void anAlgorithmThatIsNotAcceptedIsRefused() throws Exception {
        assertThat(user(door, Tokens.signed(JWSAlgorithm.HS512, new MACSigner(SECRET), good().build())))
                .isEmpty();
    }

    @Test
    void accessTokensAndPlainOnesAreTokensAndNothingElseIs() throws Exception {
        assertThat(user(door, typed("at+jwt"))).hasValue("ann");
        assertThat(user(door, typed("JWT"))).hasValue("ann");
        assertThat(user(door, typed("logout+jwt"))).isEmpty();
    }

    private static String typed(String type) throws Exception {
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.HS256)
                .type(new JOSEObjectType(type))
                .build();
        return Tokens.signed(header, new MACSigner(SECRET), good().build());
    }

    @Test
    void aTokenThatDemandsWhatNobodyUnderstandsIsRefused() throws Exception {
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.HS256)
                .criticalParams(Set.of("x-only-on-mondays"))
                .customParam("x-only-on-mondays", true)
                .build();
        assertThat(user(door, Tokens.signed(header, new MACSigner(SECRET), good().build())))
                .isEmpty();
    }

    @Test
    void aUserThatIsNoUserIdIsRefused() throws Exception {
        for (Object user : new Object[] {"", "a\nb", "x".repeat(257), List.of("ann"), Map.of("a", "b")}) {
            assertThat(user(door, hs256(good().claim("sub", user).build())))
                    .as("%s", user)
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"x", "..", "a.b.c", "a.b", "....", "eyJhbGciOiJIUzI1NiJ9.e30.", "\u0000.\u0000.\u0000", "=.=.="})
    void rubbishIsRefused(String token) {
        assertThat(user(door, token)).isEmpty();
    }

    @Test
    void anOverlongTokenIsNotLookedAt() throws Exception {
        String token = hs256(good().claim("padding", "x".repeat(8_192)).build());
        assertThat(user(door, token)).isEmpty();
    }

    @Test
    void tokensAreTakenFromTheChosenPlacesOnly() throws Exception {
        String token = hs256(good().build());
        Map<TokenSource, Handshake> places = Map.of(
                TokenSource.bearer(), handshake("authorization", "bearer  " + token),
                TokenSource.cookie("jwt"), handshake("cookie", "a=b; jwt=" + token + "; jwt2=x"),
                TokenSource.subprotocol(), handshake("sec-websocket-protocol", "shardhub, token." + token),
                TokenSource.parameter("token"),
                        new Handshake("/ws", Map.of("token", List.of(token)), Map.of(), "", Optional.empty()));
        places.forEach((source, place) -> places.forEach((other, elsewhere) -> {
            Decision decision = door(OPTIONS, source).authenticate(elsewhere);
            assertThat(decision instanceof Decision.Admitted).isEqualTo(source == other);
        }));
    }

    @Test
    void theFirstTokenCounts() throws Exception {
        JwtAuthenticator both = door(OPTIONS, TokenSource.cookie("jwt"), TokenSource.bearer());
        String token = hs256(good().build());
        Handshake bad = new Handshake(
                "/ws",
                Map.of(),
                Map.of("cookie", List.of("jwt=old"), "authorization", List.of("Bearer " + token)),
                "",
                Optional.empty());
        assertThat(both.authenticate(bad)).isInstanceOf(Decision.Refused.class);
        assertThat(user(both, token)).hasValue("ann");
    }

    @Test
    void keysCanBeRotated() throws Exception {
        byte[] newer = SECRET.clone();
        newer[0]++;
        String before = hs256(good().build());
        String after = Tokens.signed(JWSAlgorithm.HS256, new MACSigner(newer), good().build());
        assertThat(user(door, after)).isEmpty();
        door.rotate(JwtKeys.secret(newer));
        assertThat(user(door, after)).hasValue("ann");
        assertThat(user(door, before)).isEmpty();
    }

    @Test
    void badOptionsAreRefused() {
        assertThatThrownBy(() -> JwtOptions.of("none"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("algorithms: [none] (expected: some of ");
        assertThatThrownBy(JwtOptions::of).hasMessageStartingWith("algorithms: [] (expected: some of ");
        assertThatThrownBy(() -> OPTIONS.withLeeway(Duration.ofMinutes(6)))
                .hasMessage("leeway: PT6M (expected: PT0S to PT5M)");
        assertThatThrownBy(() -> OPTIONS.withUserClaim(""))
                .hasMessage("userClaim: empty (expected: the name of a claim, such as sub)");
        assertThatThrownBy(() -> door(OPTIONS))
                .hasMessage("sources: none (expected: where tokens may be, such as a bearer)");
    }
}
