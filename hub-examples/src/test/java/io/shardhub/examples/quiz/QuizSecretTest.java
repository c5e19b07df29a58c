package io.shardhub.examples.quiz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuizSecretTest {

    @TempDir
    private Path directory;

    @Test
    void isTheOneThatIsGiven() {
        String given = "0123456789abcdef0123456789abcdeф"; // 33 bytes
        assertThat(QuizSecret.read(Map.of("QUIZ_SECRET", given)).orElseThrow().bytes())
                .hasSize(33);
        assertThat(QuizSecret.read(Map.of())).isEmpty();
    }

    @Test
    void isRefusedWithoutAWordOfItIfItIsTooShort() {
        assertThatThrownBy(() -> QuizSecret.read(Map.of("QUIZ_SECRET", "0123456789abcdef0123456789abcde")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("QUIZ_SECRET: 31 bytes (expected: at least 32)");
    }

    @Test
    void ofADirectoryIsMadeOnceAndForTheOwnerOnly() throws IOException {
        Path quizzes = directory.resolve("quizzes");

        String made = QuizSecret.keptIn(quizzes).text();

        assertThat(made).matches("[0-9a-f]{64}");
        assertThat(QuizSecret.keptIn(quizzes).text()).isEqualTo(made);
        assertThat(QuizSecret.keptIn(directory.resolve("others")).text()).isNotEqualTo(made);
        assertThat(quizzes).isDirectoryContaining("glob:**/secret");
        assertThat(Files.getPosixFilePermissions(quizzes.resolve("secret")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void isTheGivenOneBeforeTheKeptOne() throws IOException {
        Optional<QuizSecret> given = QuizSecret.read(Map.of("QUIZ_SECRET", "0123456789abcdef0123456789abcdef"));

        assertThat(QuizSecret.givenOrKept(given, directory)).isSameAs(given.orElseThrow());
        assertThat(directory).isEmptyDirectory();
        assertThat(QuizSecret.givenOrKept(Optional.empty(), directory).text())
                .isEqualTo(QuizSecret.keptIn(directory).text());
    }

    @Test
    void thatOthersCanReadIsNone() throws IOException {
        QuizSecret.keptIn(directory);
        Path file = directory.resolve("secret");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        assertThatThrownBy(() -> QuizSecret.keptIn(directory))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": rw-r--r-- (expected: readable by its owner only)");
    }
}
