package io.shardhub.examples.quiz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuizTokensTest {

    private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");
    private static final Duration LIFE = Duration.ofMinutes(10);
    private static final QuizVisitor ANN = new QuizVisitor("u1", "Ann", false);

    @Test
    void sayWhoSomebodyIsAndForHowLong() throws Exception {
        QuizTokens.Issued issued = tokens("secret", NOON).issue(ANN);

        assertThat(issued.user()).isEqualTo("u1");
        assertThat(issued.expiresInMs()).isEqualTo(600_000);
        SignedJWT token = SignedJWT.parse(issued.token());
        assertThat(token.getHeader().getAlgorithm().getName()).isEqualTo("HS256");
        Map<String, Object> claims = token.getJWTClaimsSet().getClaims();
        assertThat(claims)
                .containsOnlyKeys("iss", "sub", "jti", "iat", "exp", "roles", "name")
                .containsEntry("sub", "u1")
                .containsEntry("name", "Ann")
                .containsEntry("roles", List.of("player"));
        assertThat(token.getJWTClaimsSet().getExpirationTime()).isEqualTo(NOON.plus(LIFE));
    }

    @Test
    void bringTheirUserBackUntilAnHourAfterTheirEnd() {
        String token = tokens("secret", NOON).issue(ANN).token();
        Instant last = NOON.plus(LIFE).plus(Duration.ofHours(1));

        assertThat(tokens("secret", NOON).returning(token)).contains(ANN);
        assertThat(tokens("secret", last.minusSeconds(1)).returning(token)).contains(ANN);
        assertThat(tokens("secret", last.plusSeconds(1)).returning(token)).isEmpty();
    }

    @Test
    void ofAHostNeedNoName() {
        QuizVisitor host = new QuizVisitor("u2", null, true);

        assertThat(tokens("secret", NOON)
                        .returning(tokens("secret", NOON).issue(host).token()))
                .contains(host);
    }

    @Test
    void ofSomebodyElseAreNone() {
        String token = tokens("another", NOON).issue(ANN).token();

        assertThat(tokens("secret", NOON).returning(token)).isEmpty();
    }

    @Test
    void thatWereChangedAreNone() {
        String[] parts = tokens("secret", NOON).issue(ANN).token().split("\\.", -1);
        String host = base64("{\"iss\":\"shardhub-quiz\",\"sub\":\"u1\",\"exp\":9999999999,\"roles\":[\"host\"]}");
        String none = base64("{\"alg\":\"none\"}");

        assertThat(tokens("secret", NOON).returning(parts[0] + "." + host + "." + parts[2]))
                .isEmpty();
        assertThat(tokens("secret", NOON).returning(none + "." + host + ".")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "a.b.c", "....", "e30.e30.", "eyJhbGciOjV9.e30.e30", "\u0000"})
    void thatAreNothingAreNone(String text) {
        assertThat(tokens("secret", NOON).returning(text)).isEmpty();
    }

    private static String base64(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(UTF_8));
    }

    private static QuizTokens tokens(String secret, Instant now) {
        QuizSecret signed =
                QuizSecret.read(Map.of("QUIZ_SECRET", secret.repeat(6))).orElseThrow();
        return new QuizTokens(signed, LIFE, Clock.fixed(now, ZoneOffset.UTC));
    }
}
