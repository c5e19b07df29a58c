package io.shardhub.examples.quiz.game;

import io.shardhub.examples.quiz.game.Announcement.AnswerResult;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that one user may know of a quiz now: what a page shows after it has joined, or come back.
 *
 * @param quiz the code
 * @param role what the user does here: {@code "host"} or {@code "player"}
 * @param phase {@code lobby}, {@code question}, {@code reveal} or {@code ended}
 * @param title what the quiz is called
 * @param total how many questions it has
 * @param players who is there
 * @param scores the table, best first
 * @param question the open or revealed question; null in the lobby and at the end
 * @param you the user's own part
 */
public record QuizState(
        String quiz,
        String role,
        String phase,
        String title,
        int total,
        List<PlayerCard> players,
        List<Score> scores,
        @Nullable Asked question,
        You you) {

    /**
     * The current question.
     *
     * @param remainingMs until it is closed or, once revealed, until the next one opens
     * @param answered how many players have answered
     * @param yourChoice null if the user has not answered
     * @param answer null until it is revealed
     */
    public record Asked(
            int index,
            String text,
            List<String> options,
            long remainingMs,
            int answered,
            @Nullable Integer yourChoice,
            @Nullable Integer answer) {}

    /**
     * The user's own part.
     *
     * @param user the public name; null for the host, who does not play
     * @param lastResult of the last question that was closed; null if there is none
     */
    public record You(
            @Nullable String user,
            int score,
            boolean ready,
            @Nullable AnswerResult lastResult) {}
}
