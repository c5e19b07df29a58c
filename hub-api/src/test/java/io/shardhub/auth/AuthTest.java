package io.shardhub.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardhub.auth.Decision.Admitted;
import io.shardhub.auth.Decision.Refused;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AuthTest {

    private static final Handshake HANDSHAKE = new Handshake(
            "/ws",
            Map.of(
                    "user",
                    List.of("7", "8"),
                    "none",
                    List.of(),
                    "empty",
                    List.of(""),
                    "long",
                    List.of("x".repeat(257))),
            Map.of("origin", List.of("https://example.org")),
            "192.0.2.1",
            Optional.of("jane"));

    @Test
    void userIdHasOneTo256Chars() {
        assertThat(Identity.of("x").userId()).isEqualTo("x");
        assertThat(Identity.of("x".repeat(256)).userId()).hasSize(256);
        assertThatThrownBy(() -> Identity.of(""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("userId: 0 chars (expected: 1 to 256)");
        assertThatThrownBy(() -> Identity.of("x".repeat(257)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("userId: 257 chars (expected: 1 to 256)");
    }

    @Test
    void identityDoesNotChangeWithTheMapItWasMadeFrom() {
        Map<String, String> attributes = new HashMap<>(Map.of("device", "phone"));
        Identity identity = new Identity("7", "", attributes);
        attributes.clear();
        assertThat(identity.attributes()).containsEntry("device", "phone");
    }

    @Test
    void lookupGivesTheFirstValueIfThereIsOne() {
        assertThat(HANDSHAKE.parameter("user")).contains("7");
        assertThat(HANDSHAKE.parameter("User")).isEmpty();
        assertThat(HANDSHAKE.parameter("none")).isEmpty();
        assertThat(HANDSHAKE.parameter("absent")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"origin", "Origin", "ORIGIN"})
    void headerIsFoundInAnyCase(String name) {
        assertThat(HANDSHAKE.header(name)).contains("https://example.org");
    }

    @Test
    void secretsOfAHandshakeStayOutOfItsText() {
        Handshake secret = new Handshake(
                "/ws",
                Map.of("token", List.of("eyJhbGciOi")),
                Map.of("authorization", List.of("Bearer eyJhbGciOi"), "cookie", List.of("jwt=eyJhbGciOi")),
                "192.0.2.1",
                Optional.empty());
        assertThat(secret)
                .hasToString("Handshake[/ws from 192.0.2.1, parameters [token], headers [authorization, cookie]]");
    }

    @Test
    void containerPrincipalIsBelieved() {
        Authenticator authenticator = Authenticator.containerPrincipal();
        assertThat(authenticator.authenticate(HANDSHAKE))
                .isEqualTo(new Admitted(new Identity("jane", "192.0.2.1", Map.of())));
        Handshake stranger = new Handshake("/ws", Map.of(), Map.of(), "", Optional.empty());
        assertThat(authenticator.authenticate(stranger)).isEqualTo(new Refused(401, "no authenticated user"));
    }

    @Test
    void parameterIsBelievedIfItIsAUserId() {
        assertThat(Authenticator.trustingParameter("user").authenticate(HANDSHAKE))
                .isEqualTo(new Admitted(new Identity("7", "192.0.2.1", Map.of())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "empty", "long", "absent"})
    void parameterThatIsNoUserIdIsRefused(String name) {
        assertThat(Authenticator.trustingParameter(name).authenticate(HANDSHAKE))
                .isEqualTo(new Refused(401, "parameter " + name + " is missing, empty or too long"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 200, 302, 399, 600})
    void statusThatDoesNotRefuseIsRefused(int status) {
        assertThatThrownBy(() -> Decision.refuse(status, ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("status: " + status + " (expected: 400 to 599)");
    }

    @Test
    void userIdHasNoControlCharacters() {
        for (String forged : List.of("a\nb", "\u0000", "x\u007f", "x\u0085")) {
            assertThat(Identity.isValidUserId(forged)).isFalse();
            assertThatThrownBy(() -> Identity.of(forged))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("userId: contains a control character (expected: none)");
        }
        assertThat(Identity.isValidUserId("J\u00fcrgen \uD83D\uDE00")).isTrue();
    }
}
