package io.shardhub.examples.quiz.game;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a quiz says by itself; the components are the fields on the wire. Players appear under their public names
 * ({@code p1}, {@code p2}, ...), because a user id is all that it takes to be that user.
 */
public sealed interface Announcement {

    /** The message type on the wire. */
    String type();

    /** Names the announcements that this one makes pointless, if it makes any. */
    default @Nullable String supersedes() {
        return null;
    }

    /** Who is there, after each change. */
    record Lobby(String quiz, List<PlayerCard> players) implements Announcement {
        @Override
        public String type() {
            return "QUIZ_LOBBY";
        }

        @Override
        public String supersedes() {
            return "lobby:" + quiz;
        }
    }

    /** The host has started the quiz; the first question follows. */
    record Started(String quiz, String title, int total) implements Announcement {
        @Override
        public String type() {
            return "QUIZ_START";
        }
    }

    /** A question is open. */
    record QuestionStarted(String quiz, int index, int total, String text, List<String> options, long remainingMs)
            implements Announcement {
        @Override
        public String type() {
            return "QUESTION_START";
        }
    }

    /** How many have answered so far, and the scores. */
    record ResultUpdate(String quiz, int index, int answered, int players, List<Score> scores) implements Announcement {
        @Override
        public String type() {
            return "RESULT_UPDATE";
        }

        @Override
        public String supersedes() {
            return "result:" + quiz;
        }
    }

    /** A question is closed; the next one, or the end, follows. */
    record QuestionEnded(String quiz, int index, int answer, long nextInMs) implements Announcement {
        @Override
        public String type() {
            return "QUESTION_END";
        }
    }

    /**
     * What one player has made of a question.
     *
     * @param choice null if the player gave no answer
     */
    record AnswerResult(
            String quiz, int question, @Nullable Integer choice, boolean correct, int answer, int points, int score)
            implements Announcement {
        @Override
        public String type() {
            return "ANSWER_RESULT";
        }
    }

    /** The final scores. */
    record Ended(String quiz, List<Score> scores) implements Announcement {
        @Override
        public String type() {
            return "QUIZ_END";
        }
    }
}
