package io.shardhub.jakarta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The published matrix is what the suites have found. Runs behind them; writes the page instead of judging it if the system
 * property {@code matrix} is {@code write}.
 */
class MatrixTest {

    private static final Path PAGE = Path.of("..", "docs", "containers.md");
    private static final String BEGIN = "<!-- what the suites found: -->\n";
    private static final String END = "<!-- end -->\n";

    @Test
    void thePublishedMatrixIsWhatTheSuitesFound() throws IOException {
        Matrix matrix = Matrix.read(MatrixRecorder.DIRECTORY);
        assumeTrue(matrix.columns().size() == TestContainer.values().length + 1, "not all containers were tested");
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        int end = page.indexOf(END);
        if ("write".equals(System.getProperty("matrix"))) {
            Files.writeString(PAGE, page.substring(0, begin) + matrix.toMarkdown() + page.substring(end));
        } else {
            assertThat(page.substring(begin, end))
                    .as(
                            "docs/containers.md (expected: as `mvn -Pfast -pl hub-jsr356 -am test -Dmatrix=write` makes it)")
                    .isEqualTo(matrix.toMarkdown());
        }
    }

    @Test
    void namesOfTestsBecomeSentences() {
        assertThat(Matrix.sentence("aPeerThatIsTooBigGets1009AndIsCounted"))
                .isEqualTo("a peer that is too big gets 1009 and is counted");
        assertThat(Matrix.sentence("anUnknownUserGets401")).isEqualTo("an unknown user gets 401");
        assertThat(Matrix.sentence("aFullGatewayIsA503ThatSaysWhenToComeBack"))
                .isEqualTo("a full gateway is a 503 that says when to come back");
    }
}
