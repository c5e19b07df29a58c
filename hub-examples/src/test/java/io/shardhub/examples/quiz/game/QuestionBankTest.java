package io.shardhub.examples.quiz.game;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class QuestionBankTest {

    private final QuestionBank bank = QuestionBank.bundled();

    @Test
    void bundledQuestionsAreManyAndDifferent() {
        assertThat(bank.questions()).hasSizeGreaterThanOrEqualTo(30);
        assertThat(bank.questions()).extracting(Question::text).doesNotHaveDuplicates();
    }

    @Test
    void drawsDifferentQuestionsAndKeepsTheirAnswers() {
        for (int seed = 0; seed < 50; seed++) {
            List<Question> drawn = bank.draw(8, new Random(seed));

            assertThat(drawn).extracting(Question::text).doesNotHaveDuplicates().hasSize(8);
            for (Question question : drawn) {
                Question original = bank.questions().stream()
                        .filter(each -> each.text().equals(question.text()))
                        .findFirst()
                        .orElseThrow();
                assertThat(new HashSet<>(question.options())).isEqualTo(new HashSet<>(original.options()));
                assertThat(question.options().get(question.answer()))
                        .isEqualTo(original.options().get(original.answer()));
            }
        }
    }

    @Test
    void refusesToDrawMoreThanThereAre() {
        assertThatThrownBy(() -> bank.draw(1_000, new Random(0)))
                .hasMessage("count: 1000 (expected: 1 to " + bank.questions().size() + ")");
    }

    @Test
    void refusesQuestionsThatCannotBeAsked() {
        assertThatThrownBy(() -> new Question("what?", List.of("a", "b", "a", "c"), 0))
                .hasMessage("options: [a, b, a, c] (expected: 4 different answers), in: what?");
        assertThatThrownBy(() -> new Question("what?", List.of("a", "b", "c", "d"), 4))
                .hasMessage("answer: 4 (expected: 0 to 3), in: what?");
        assertThatThrownBy(() -> new Question(" ", List.of("a", "b", "c", "d"), 0))
                .hasMessage("text: blank (expected: a question)");
    }
}
