package io.shardhub.examples.quiz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardhub.examples.quiz.game.QuizRules;
import io.shardhub.jakarta.monitor.MonitorAuthorizer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QuizSettingsTest {

    @Test
    void startsWithoutAnySetting() {
        QuizSettings settings = QuizSettings.read(List.of(), Map.of());

        assertThat(settings.host()).isEqualTo("127.0.0.1");
        assertThat(settings.port()).isEqualTo(8080);
        assertThat(settings.data()).hasFileName("shardhub-quiz-8080");
        assertThat(settings.rules()).isEqualTo(QuizRules.defaults());
        assertThat(settings.secret()).isEmpty();
        assertThat(settings.tokenLife()).isEqualTo(Duration.ofMinutes(10));
        assertThat(settings.loginsPerMinute()).isEqualTo(600);
        assertThat(settings.watchers()).isSameAs(MonitorAuthorizer.DENY);
    }

    @Test
    void takesTheArgumentBeforeTheEnvironment() {
        Map<String, String> environment =
                Map.of("PORT", "9000", "HOST", "0.0.0.0", "QUIZ_DATA", "here", "QUIZ_QUESTION_SECONDS", "0.5");

        QuizSettings settings = QuizSettings.read(List.of("9001"), environment);

        assertThat(settings.port()).isEqualTo(9001);
        assertThat(settings.host()).isEqualTo("0.0.0.0");
        assertThat(settings.data()).isEqualTo(Path.of("here"));
        assertThat(settings.rules().questionTime()).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void saysWhatIsWrong() {
        assertRefused(Map.of("PORT", "http"), "PORT: http (expected: a whole number from 0 to 65535)");
        assertRefused(Map.of("PORT", "65536"), "PORT: 65536 (expected: a whole number from 0 to 65535)");
        assertRefused(Map.of("QUIZ_QUESTIONS", "0"), "QUIZ_QUESTIONS: 0 (expected: a whole number from 1 to 40)");
        assertRefused(
                Map.of("QUIZ_QUESTION_SECONDS", "NaN"),
                "QUIZ_QUESTION_SECONDS: NaN (expected: seconds from 0.1 to 600)");
        assertRefused(
                Map.of("QUIZ_REVEAL_SECONDS", "601"), "QUIZ_REVEAL_SECONDS: 601 (expected: seconds from 0.1 to 600)");
        assertRefused(
                Map.of("QUIZ_TOKEN_SECONDS", "1"), "QUIZ_TOKEN_SECONDS: 1 (expected: a whole number from 2 to 86400)");
        assertRefused(
                Map.of("QUIZ_LOGINS_PER_MINUTE", "0"),
                "QUIZ_LOGINS_PER_MINUTE: 0 (expected: a whole number from 1 to 1000000)");
        assertRefused(Map.of("QUIZ_MONITOR_TOKEN", ""), "QUIZ_MONITOR_TOKEN: 0 chars (expected: at least 16)");
        assertThatThrownBy(() -> QuizSettings.read(List.of("1", "2"), Map.of()))
                .hasMessage("arguments: [1, 2] (expected: none, or the port)");
    }

    private static void assertRefused(Map<String, String> environment, String message) {
        assertThatThrownBy(() -> QuizSettings.read(List.of(), environment))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
