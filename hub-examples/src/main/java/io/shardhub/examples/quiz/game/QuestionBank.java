package io.shardhub.examples.quiz.game;

import com.google.gson.Gson;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/**
 * The questions that quizzes are made of.
 *
 * @param title what a quiz of these questions is called
 * @param questions all of them
 */
public record QuestionBank(String title, List<Question> questions) {

    private static final String RESOURCE = "questions.json";

    /** Refuses an empty bank. */
    public QuestionBank {
        questions = List.copyOf(questions);
        if (title.isBlank() || questions.isEmpty()) {
            throw new IllegalArgumentException("questions: none, or without a title (expected: at least one)");
        }
    }

    /** The bank that comes with the server. */
    public static QuestionBank bundled() {
        try (InputStream in = Objects.requireNonNull(QuestionBank.class.getResourceAsStream(RESOURCE), RESOURCE);
                Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
            return new Gson().fromJson(reader, QuestionBank.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Different questions in random order, each with its answers in random order. */
    public List<Question> draw(int count, Random random) {
        if (count < 1 || count > questions.size()) {
            throw new IllegalArgumentException("count: " + count + " (expected: 1 to " + questions.size() + ")");
        }
        List<Question> mixed = new ArrayList<>(questions);
        Collections.shuffle(mixed, random);
        return mixed.stream()
                .limit(count)
                .map(question -> question.shuffled(random))
                .toList();
    }
}
