package io.shardhub.examples.quiz.game;

import io.shardhub.examples.quiz.game.Announcement.AnswerResult;
import io.shardhub.examples.quiz.game.Announcement.Ended;
import io.shardhub.examples.quiz.game.Announcement.Lobby;
import io.shardhub.examples.quiz.game.Announcement.QuestionEnded;
import io.shardhub.examples.quiz.game.Announcement.QuestionStarted;
import io.shardhub.examples.quiz.game.Announcement.ResultUpdate;
import io.shardhub.examples.quiz.game.Announcement.Started;
import io.shardhub.examples.quiz.game.QuizState.Asked;
import io.shardhub.examples.quiz.game.QuizState.You;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One quiz: lobby, then question and reveal in turn, then ended. A question is closed when everybody who is there has
 * answered, or its time is over.
 *
 * <p><b>Threading:</b> one thread at a time; {@link QuizRoom} sees to that. Every method is told the time, in epoch
 * milliseconds that never run backwards.
 */
public final class Quiz {

    private final String code;
    private final String host;
    private final String title;
    private final List<Question> questions;
    private final QuizRules rules;
    private final Audience audience;

    private final Roster roster = new Roster();
    private Phase phase = Phase.LOBBY;
    private int index = -1;
    private long phaseEndsAt;

    /** A quiz with an empty lobby. */
    public Quiz(String code, String host, QuestionBank drawn, QuizRules rules, Audience audience) {
        this.code = code;
        this.host = host;
        this.title = drawn.title();
        this.questions = drawn.questions();
        this.rules = rules;
        this.audience = audience;
    }

    /**
     * A quiz that goes on where it was. Its players are expected back.
     *
     * @param stoppedAt when its time stopped
     */
    public static Quiz restore(SavedQuiz saved, QuizRules rules, Audience audience, long stoppedAt, long now) {
        QuestionBank drawn = new QuestionBank(saved.title(), saved.questions());
        Quiz quiz = new Quiz(saved.code(), saved.host(), drawn, rules, audience);
        quiz.roster.restore(saved.players(), now);
        quiz.phase = saved.phase();
        quiz.index = saved.index();
        quiz.phaseEndsAt = saved.phaseEndsAt() + (now - stoppedAt);
        return quiz;
    }

    /** The quiz as it is kept on disk. */
    public SavedQuiz save() {
        return new SavedQuiz(code, host, title, questions, phase, index, phaseEndsAt, roster.save());
    }

    /** Its code. */
    public String code() {
        return code;
    }

    /** Where it is in its life. */
    public Phase phase() {
        return phase;
    }

    /** Lets in a player or the host, for the first time or again. */
    public void join(String user, @Nullable String name, long now) throws RefusedException {
        advance(now);
        if (user.equals(host)) {
            return;
        }
        if (phase == Phase.ENDED && roster.find(user).isEmpty()) {
            throw new RefusedException("no_such_quiz", "quiz " + code + " is over");
        }
        List<PlayerCard> before = roster.cards();
        roster.join(user, name, now);
        announceLobbyUnless(before);
    }

    /** A player is ready for the start; the host sees it. */
    public void ready(String user, long now) throws RefusedException {
        advance(now);
        List<PlayerCard> before = roster.cards();
        Player player = roster.require(user);
        player.heard(now);
        player.getReady();
        announceLobbyUnless(before);
    }

    /** The host starts the quiz; a second start changes nothing. */
    public void start(String user, long now) throws RefusedException {
        advance(now);
        if (!user.equals(host)) {
            throw new RefusedException("forbidden", "only the host starts the quiz");
        }
        if (roster.isEmpty()) {
            throw new RefusedException("no_players", "nobody has joined yet");
        }
        if (phase == Phase.LOBBY) {
            audience.tellAll(new Started(code, title, questions.size()));
            open(0, now);
        }
    }

    /** A player answers the open question, once. The last answer closes it when time {@linkplain #advance moves on}. */
    public void answer(String user, int question, int choice, long now) throws RefusedException {
        advance(now);
        Player player = roster.require(user);
        if (question < 0 || question > index || choice < 0 || choice >= Question.OPTIONS) {
            throw new RefusedException("bad_data", "no such question or option: " + question + ", " + choice);
        }
        if (question < index || phase != Phase.QUESTION) {
            throw new RefusedException("too_late", "question " + question + " is closed");
        }
        if (player.answer() != null) {
            throw new RefusedException("already_answered", "the first answer counts");
        }
        heard(user, now);
        player.give(new Answer(choice, phaseEndsAt - now));
        announceResults();
    }

    /** A player or the host is still there. */
    public void heartbeat(String user, long now) throws RefusedException {
        advance(now);
        if (!user.equals(host)) {
            roster.require(user);
            heard(user, now);
        }
    }

    /** A user has no connection any more. */
    public void leave(String user, long now) {
        advance(now);
        List<PlayerCard> before = roster.cards();
        roster.find(user).ifPresent(player -> player.leave(now));
        announceLobbyUnless(before);
    }

    /** Does what has become due: marks silent players, closes a question, opens the next one, ends the quiz. */
    public void advance(long now) {
        if (roster.markSilent(now)) {
            announceLobby();
        }
        if (phase == Phase.QUESTION && (now >= phaseEndsAt || roster.isComplete(now))) {
            close(now);
        } else if (phase == Phase.REVEAL && now >= phaseEndsAt) {
            if (index + 1 < questions.size()) {
                open(index + 1, now);
            } else {
                phase = Phase.ENDED;
                audience.tellAll(new Ended(code, roster.scores()));
            }
        }
    }

    /** When the open question or its reveal ends, if there is one. */
    public OptionalLong nextDeadline() {
        return phase == Phase.QUESTION || phase == Phase.REVEAL ? OptionalLong.of(phaseEndsAt) : OptionalLong.empty();
    }

    /** What {@code user} may know. */
    public QuizState state(String user, long now) {
        Optional<Player> player = roster.find(user);
        You you = player.map(p -> new You(p.publicName(), p.score(), p.isReady(), p.lastResult()))
                .orElseGet(() -> new You(null, 0, false, null));
        return new QuizState(
                code,
                user.equals(host) ? "host" : "player",
                phase.wireName(),
                title,
                questions.size(),
                roster.cards(),
                roster.scores(),
                nextDeadline().isPresent() ? asked(player.map(Player::answer).orElse(null), now) : null,
                you);
    }

    private Asked asked(@Nullable Answer given, long now) {
        Question question = questions.get(index);
        return new Asked(
                index,
                question.text(),
                question.options(),
                Math.max(0, phaseEndsAt - now),
                roster.answered(),
                given == null ? null : given.choice(),
                phase == Phase.REVEAL ? question.answer() : null);
    }

    private void open(int newIndex, long now) {
        index = newIndex;
        phase = Phase.QUESTION;
        long timeMs = rules.questionTime().toMillis();
        phaseEndsAt = now + timeMs;
        roster.players().forEach(Player::nextQuestion);
        Question question = questions.get(index);
        audience.tellAll(
                new QuestionStarted(code, index, questions.size(), question.text(), question.options(), timeMs));
    }

    private void close(long now) {
        phase = Phase.REVEAL;
        long timeMs = rules.revealTime().toMillis();
        phaseEndsAt = now + timeMs;
        int right = questions.get(index).answer();
        audience.tellAll(new QuestionEnded(code, index, right, timeMs));
        for (Player player : roster.players()) {
            AnswerResult result = judge(player, right);
            player.earn(result);
            audience.tell(player.user(), result);
        }
        announceResults();
    }

    private AnswerResult judge(Player player, int right) {
        Answer answer = player.answer();
        if (answer == null) {
            return new AnswerResult(code, index, null, false, right, 0, player.score());
        }
        boolean correct = answer.choice() == right;
        int points = correct ? rules.points(answer.remainingMs()) : 0;
        return new AnswerResult(code, index, answer.choice(), correct, right, points, player.score() + points);
    }

    private void heard(String user, long now) {
        List<PlayerCard> before = roster.cards();
        roster.find(user).ifPresent(player -> player.heard(now));
        announceLobbyUnless(before);
    }

    private void announceLobbyUnless(List<PlayerCard> before) {
        if (!roster.cards().equals(before)) {
            announceLobby();
        }
    }

    private void announceLobby() {
        audience.tellAll(new Lobby(code, roster.cards()));
    }

    private void announceResults() {
        audience.tellAll(new ResultUpdate(code, index, roster.answered(), roster.expected(), roster.scores()));
    }
}
