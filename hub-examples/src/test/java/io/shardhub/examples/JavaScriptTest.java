package io.shardhub.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs the tests of the JavaScript client and of the quiz page, which are written for node's own test runner.
 *
 * <p>Left out where there is no node, but never on a build server.
 */
class JavaScriptTest {

    private static final Pattern PASSED = Pattern.compile("# pass ([1-9][0-9]*)");

    @ParameterizedTest
    @ValueSource(strings = {"../hub-jsr356/src/test/js/", "src/test/js/"})
    void theScriptsPassTheirTests(String directory) throws IOException, InterruptedException {
        assumeTrue(System.getenv("CI") != null || Programs.find("node").isPresent(), "no node on the path");

        Process node = new ProcessBuilder("node", "--test", "--test-reporter=tap", directory)
                .redirectErrorStream(true)
                .start();
        String output = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(node.waitFor()).as(output).isZero();
        Matcher passed = PASSED.matcher(output);
        assertThat(passed.find()).as(output).isTrue();
    }
}
