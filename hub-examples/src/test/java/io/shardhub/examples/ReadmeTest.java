package io.shardhub.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.CloseCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the README shows is code that compiles and tables that are true. */
class ReadmeTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern SAMPLE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @Test
    void theSampleIsTheApplicationThatIsBuiltAndDeployedInTests() throws IOException {
        Matcher sample = SAMPLE.matcher(readme());
        assertThat(sample.find()).isTrue();
        String source = Files.readString(Path.of("src/main/java/io/shardhub/examples/embed/HubOfThisApplication.java"));
        assertThat(source).contains(sample.group(1));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "LOST") // never on the wire
    void theTableOfCloseCodesIsThatOfTheCode(CloseCode code) throws IOException {
        String answer = code == CloseCode.UNAUTHENTICATED ? "with a fresh token" : code.mayReconnect() ? "yes" : "no";
        assertThat(readme()).containsPattern("(?m)^\\| " + code.number() + " \\| .* \\| " + answer + " \\|$");
    }

    @Test
    void theCommandsExist() throws IOException {
        assertThat(readme()).contains("`hub-examples/bin/quiz`", "`hub-examples/bin/cluster`", "`mvn verify`");
        assertThat(ROOT.resolve("hub-examples/bin/quiz")).isExecutable();
        assertThat(ROOT.resolve("hub-examples/bin/cluster")).isExecutable();
    }

    private static String readme() throws IOException {
        return Files.readString(ROOT.resolve("README.md"));
    }
}
