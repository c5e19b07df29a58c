package io.shardhub.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The samples of the embedding guide are pieces of the files that it names. */
class EmbeddingGuideTest {

    private static final Path DOCS = Path.of("../docs");
    private static final Pattern LINK = Pattern.compile("]\\((\\.\\./[^)]+)\\)");
    private static final Pattern SAMPLE =
            Pattern.compile("(?s)rom\\s\\[(\\w+\\.java)]\\(([^)]+)\\):\n\n```java\n(.*?)```");
    private static final Pattern FENCE = Pattern.compile("(?m)^```java$");

    @Test
    void everySampleIsAPieceOfTheFileThatItNames() throws IOException {
        List<MatchResult> samples = SAMPLE.matcher(guide()).results().toList();
        assertThat(samples).hasSize((int) FENCE.matcher(guide()).results().count());
        for (MatchResult sample : samples) {
            assertThat(Path.of(sample.group(2))).hasFileName(sample.group(1));
            assertThat(Files.readString(DOCS.resolve(sample.group(2)))).contains(sample.group(3));
        }
    }

    @Test
    void everyLinkLeadsToAFile() throws IOException {
        assertThat(LINK.matcher(guide()).results())
                .isNotEmpty()
                .allSatisfy(link -> assertThat(DOCS.resolve(link.group(1))).exists());
    }

    private static String guide() throws IOException {
        return Files.readString(DOCS.resolve("embedding.md"));
    }
}
