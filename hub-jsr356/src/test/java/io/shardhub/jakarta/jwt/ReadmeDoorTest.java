package io.shardhub.jakarta.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.auth.Authenticator;
import io.shardhub.auth.Decision;
import io.shardhub.auth.Handshake;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the README says of the door. */
class ReadmeDoorTest {

    private static final Path SOURCE = Path.of("src/test/java/io/shardhub/jakarta/jwt/ReadmeDoorTest.java");
    private static final Pattern SAMPLE = Pattern.compile("## Who comes in\n.*?```java\n(.*?)\n```", Pattern.DOTALL);

    @Test
    void theSampleWorks() throws Exception {
        Authenticator door = new JwtAuthenticator(
                JwtKeys.at(URI.create("https://login.example.com/jwks.json")),
                JwtOptions.of("RS256").withIssuer("https://login.example.com").withAudience("quiz"),
                TokenSource.bearer(),
                TokenSource.subprotocol());

        assertThat(door.authenticate(new Handshake("/ws", Map.of(), Map.of(), "", Optional.empty())))
                .isEqualTo(Decision.refuse(401, "no good token"));
        ((JwtAuthenticator) door).close();
        assertThat(words(Files.readString(SOURCE))).contains(words(sample()));
    }

    private static String sample() throws IOException {
        Matcher matcher = SAMPLE.matcher(Files.readString(Path.of("../README.md")));
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    /* The formatter breaks lines as it likes. */
    private static String words(String code) {
        return code.replaceAll("\\s+", "");
    }
}
