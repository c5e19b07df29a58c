package io.shardhub.examples.quiz.game;

import java.time.Duration;

/**
 * What is the same for all quizzes of a server.
 *
 * @param questions how many questions a quiz has
 * @param questionTime how long a question is open
 * @param revealTime how long its answer is shown
 */
public record QuizRules(int questions, Duration questionTime, Duration revealTime) {

    /** A player who is not heard of for longer is offline. */
    public static final Duration SILENCE = Duration.ofSeconds(40);

    /** A question still waits this long for the answer of a player whose connection broke. */
    public static final Duration RECONNECT = Duration.ofSeconds(6);

    /** A quiz in which nobody is connected is forgotten after this time. */
    public static final Duration EXPIRY = Duration.ofHours(1);

    /** The players that a quiz takes; every one of them gets the scores of all. */
    public static final int MAX_PLAYERS = 200;

    private static final int BASE_POINTS = 500;
    private static final int SPEED_POINTS = 500;

    /** Checks every value. */
    public QuizRules {
        if (questions < 1) {
            throw new IllegalArgumentException("questions: " + questions + " (expected: at least 1)");
        }
        requirePositive(questionTime, "questionTime");
        requirePositive(revealTime, "revealTime");
    }

    /** Eight questions, fifteen seconds for each, four seconds to look at the answer. */
    public static QuizRules defaults() {
        return new QuizRules(8, Duration.ofSeconds(15), Duration.ofSeconds(4));
    }

    /** What a right answer is worth: 1,000 when given at once, falling evenly to 500 when given in the last moment. */
    public int points(long remainingMs) {
        long totalMs = questionTime.toMillis();
        return BASE_POINTS + (int) (SPEED_POINTS * Math.min(remainingMs, totalMs) / totalMs);
    }

    private static void requirePositive(Duration value, String name) {
        if (value.toMillis() < 1) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: at least 1 ms)");
        }
    }
}
