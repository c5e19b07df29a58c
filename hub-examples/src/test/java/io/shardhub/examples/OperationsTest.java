package io.shardhub.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each promise about running a cluster names the test that holds it. */
class OperationsTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|Contract|IT))\\.(\\w+)`");
    private static final Pattern SENTENCES = Pattern.compile("(?ms)^- .*?(?=\\n- |\\n\\n|\\z)");

    @Test
    void everySentenceNamesATestThatExists() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/operations.md"));
        Map<String, String> sources = testSources();
        List<String> unbacked = new ArrayList<>();
        List<String> sentences =
                SENTENCES.matcher(page).results().map(MatchResult::group).toList();
        for (String sentence : sentences) {
            List<MatchResult> tests = TEST.matcher(sentence).results().toList();
            boolean exist = tests.stream()
                    .allMatch(test -> sources.getOrDefault(test.group(1), "").contains("void " + test.group(2) + "("));
            if (tests.isEmpty() || !exist) {
                unbacked.add(sentence);
            }
        }
        assertThat(sentences).as("sentences").hasSizeGreaterThan(15);
        assertThat(unbacked).as("sentences without a test that exists").isEmpty();
    }

    /** The tests by their names; of two with one name both. */
    static Map<String, String> testSources() throws IOException {
        Map<String, String> sources = new HashMap<>();
        for (String module : List.of("hub-api", "hub-core", "hub-redis", "hub-jsr356", "hub-examples")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module + "/src/test/java"))) {
                for (Path file :
                        files.filter(each -> each.toString().endsWith(".java")).toList()) {
                    String name = file.getFileName().toString();
                    sources.merge(
                            name.substring(0, name.length() - ".java".length()),
                            Files.readString(file),
                            String::concat);
                }
            }
        }
        return sources;
    }
}
