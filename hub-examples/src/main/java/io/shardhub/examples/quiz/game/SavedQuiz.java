package io.shardhub.examples.quiz.game;

import io.shardhub.examples.quiz.game.Announcement.AnswerResult;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A quiz as it is kept on disk. Times are epoch milliseconds; time stands still for a quiz while its server is down.
 *
 * @param index the current question, -1 in the lobby
 * @param phaseEndsAt when the question or its reveal ends; meaningless in the other phases
 */
public record SavedQuiz(
        String code,
        String host,
        String title,
        List<Question> questions,
        Phase phase,
        int index,
        long phaseEndsAt,
        List<SavedPlayer> players) {

    /** Refuses what no quiz can have written: a file may come from anywhere. */
    public SavedQuiz {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(phase, "phase");
        questions = List.copyOf(questions);
        players = List.copyOf(players);
        if (index < -1 || index >= questions.size() || (index == -1) != (phase == Phase.LOBBY)) {
            throw new IllegalArgumentException(
                    "index: " + index + " (expected: a question of " + questions.size() + ", in phase " + phase + ")");
        }
    }

    /**
     * A player as kept on disk.
     *
     * @param number makes the public name
     * @param answer to the current question; null if there is none
     * @param lastResult of the last question that was closed; null if there is none
     */
    public record SavedPlayer(
            String user,
            int number,
            String name,
            boolean ready,
            int score,
            @Nullable Answer answer,
            @Nullable AnswerResult lastResult) {

        /** Refuses a player without identity. */
        public SavedPlayer {
            Objects.requireNonNull(user, "user");
            Objects.requireNonNull(name, "name");
        }
    }
}
