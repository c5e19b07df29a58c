package io.shardhub.examples.quiz;

import io.shardhub.examples.quiz.game.QuestionBank;
import io.shardhub.examples.quiz.game.QuizRules;
import java.math.BigDecimal;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How a quiz server is run.
 *
 * @param host the address to listen on
 * @param port the port, 0 for any free one
 * @param data the directory that quizzes are kept in
 * @param rules what all quizzes have in common
 */
public record QuizSettings(String host, int port, Path data, QuizRules rules) {

    /**
     * Reads the command line and the environment.
     *
     * @param arguments none, or the port
     * @param environment {@code PORT} (8080), {@code HOST} (127.0.0.1), {@code QUIZ_DATA} (a directory for this port below
     *     that for temporary files), {@code QUIZ_QUESTIONS} (8), {@code QUIZ_QUESTION_SECONDS} (15) and
     *     {@code QUIZ_REVEAL_SECONDS} (4)
     * @throws IllegalArgumentException if a value is out of its range; the message names it, and what is expected
     */
    public static QuizSettings read(List<String> arguments, Map<String, String> environment) {
        if (arguments.size() > 1) {
            throw new IllegalArgumentException("arguments: " + arguments + " (expected: none, or the port)");
        }
        String portText = arguments.isEmpty() ? environment.getOrDefault("PORT", "8080") : arguments.get(0);
        int port = integer("PORT", portText, 0, 65_535);
        int most = QuestionBank.bundled().questions().size();
        QuizRules rules = new QuizRules(
                integer("QUIZ_QUESTIONS", environment.getOrDefault("QUIZ_QUESTIONS", "8"), 1, most),
                seconds("QUIZ_QUESTION_SECONDS", environment.getOrDefault("QUIZ_QUESTION_SECONDS", "15")),
                seconds("QUIZ_REVEAL_SECONDS", environment.getOrDefault("QUIZ_REVEAL_SECONDS", "4")));
        String data = environment.get("QUIZ_DATA");
        Path directory =
                data == null ? Path.of(System.getProperty("java.io.tmpdir"), "shardhub-quiz-" + port) : path(data);
        return new QuizSettings(environment.getOrDefault("HOST", "127.0.0.1"), port, directory, rules);
    }

    private static int integer(String name, String text, int min, int max) {
        try {
            int value = Integer.parseInt(text);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            // said below, like a number out of range
        }
        throw new IllegalArgumentException(
                name + ": " + text + " (expected: a whole number from " + min + " to " + max + ")");
    }

    private static Duration seconds(String name, String text) {
        try {
            BigDecimal millis = new BigDecimal(text).movePointRight(3);
            if (millis.compareTo(BigDecimal.valueOf(100)) >= 0 && millis.compareTo(BigDecimal.valueOf(600_000)) <= 0) {
                return Duration.ofMillis(millis.longValue());
            }
        } catch (NumberFormatException e) {
            // said below, like a number out of range
        }
        throw new IllegalArgumentException(name + ": " + text + " (expected: seconds from 0.1 to 600)");
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("QUIZ_DATA: " + text + " (expected: a directory)", e);
        }
    }
}
