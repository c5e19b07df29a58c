package io.shardhub.examples.quiz.game;

import io.shardhub.examples.quiz.game.Announcement.AnswerResult;
import io.shardhub.examples.quiz.game.SavedQuiz.SavedPlayer;
import org.jspecify.annotations.Nullable;

/** One player of one quiz; plain state under the quiz's lock. */
final class Player {

    private final String user;
    private final int number;
    private String name;
    private boolean ready;
    private int score;
    private @Nullable Answer answer;
    private @Nullable AnswerResult lastResult;
    private boolean online = true;
    private long heardAt;
    private long leftAt;

    Player(String user, int number, String name, long now) {
        this.user = user;
        this.number = number;
        this.name = name;
        this.heardAt = now;
    }

    /** A player who was there when the server stopped, and may be on the way back. */
    Player(SavedPlayer saved, long now) {
        this(saved.user(), saved.number(), saved.name(), now);
        ready = saved.ready();
        score = saved.score();
        answer = saved.answer();
        lastResult = saved.lastResult();
        leave(now);
    }

    SavedPlayer save() {
        return new SavedPlayer(user, number, name, ready, score, answer, lastResult);
    }

    String user() {
        return user;
    }

    int number() {
        return number;
    }

    String publicName() {
        return "p" + number;
    }

    String name() {
        return name;
    }

    void rename(String newName) {
        name = newName;
    }

    boolean isReady() {
        return ready;
    }

    void getReady() {
        ready = true;
    }

    int score() {
        return score;
    }

    @Nullable
    Answer answer() {
        return answer;
    }

    void give(Answer newAnswer) {
        answer = newAnswer;
    }

    @Nullable
    AnswerResult lastResult() {
        return lastResult;
    }

    /** Adds the points of a question that is closed. */
    void earn(AnswerResult result) {
        score = result.score();
        lastResult = result;
    }

    void nextQuestion() {
        answer = null;
    }

    boolean isOnline() {
        return online;
    }

    long heardAt() {
        return heardAt;
    }

    /** The player has done something, so is there. */
    void heard(long now) {
        heardAt = now;
        online = true;
    }

    void leave(long now) {
        online = false;
        leftAt = now;
    }

    /** Whether a question should wait for this player's answer. */
    boolean isAwaited(long now) {
        return answer == null && (online || now - leftAt < QuizRules.RECONNECT.toMillis());
    }

    PlayerCard card() {
        return new PlayerCard(publicName(), name, ready, online);
    }

    Score line() {
        return new Score(publicName(), name, score);
    }
}
