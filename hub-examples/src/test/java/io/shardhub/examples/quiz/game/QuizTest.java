package io.shardhub.examples.quiz.game;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardhub.examples.quiz.game.Announcement.AnswerResult;
import io.shardhub.examples.quiz.game.Announcement.Ended;
import io.shardhub.examples.quiz.game.Announcement.Lobby;
import io.shardhub.examples.quiz.game.Announcement.QuestionEnded;
import io.shardhub.examples.quiz.game.Announcement.QuestionStarted;
import io.shardhub.examples.quiz.game.Announcement.ResultUpdate;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class QuizTest {

    private static final QuizRules RULES = new QuizRules(2, Duration.ofSeconds(15), Duration.ofSeconds(4));
    private static final QuestionBank QUESTIONS = new QuestionBank(
            "Test",
            List.of(
                    new Question("one?", List.of("a", "b", "c", "d"), 1),
                    new Question("two?", List.of("e", "f", "g", "h"), 2)));

    private final RecordingAudience audience = new RecordingAudience();
    private final Quiz quiz = new Quiz("ABCD", "host", QUESTIONS, RULES, audience);
    private long now = 1_000_000;

    @Test
    void lobbyShowsPlayersByPublicNames() throws Exception {
        quiz.join("host", null, now);
        quiz.join("secret-1", "Ann", now);
        quiz.join("secret-2", " Bob ", now);
        quiz.ready("secret-2", now);

        assertThat(audience.last(Lobby.class).players())
                .containsExactly(new PlayerCard("p1", "Ann", false, true), new PlayerCard("p2", "Bob", true, true));
        assertThat(quiz.state("host", now).role()).isEqualTo("host");
        assertThat(quiz.state("secret-2", now).you().user()).isEqualTo("p2");
    }

    @Test
    void namesAreCheckedAndUnique() throws Exception {
        quiz.join("u1", "Zoë", now);

        assertRefused("name_taken", () -> quiz.join("u2", "ZOË", now));
        assertRefused("name_taken", () -> quiz.join("u2", "Zoe\u0308", now));
        assertRefused("bad_name", () -> quiz.join("u2", null, now));
        assertRefused("bad_name", () -> quiz.join("u2", " \u00a0 ", now));
        assertRefused("bad_name", () -> quiz.join("u2", "x".repeat(21), now));
        assertRefused("bad_name", () -> quiz.join("u2", "a\u202eb", now));
        quiz.join("u2", "😀".repeat(20), now);
        quiz.join("u1", "zoë", now);

        assertThat(audience.last(Lobby.class).players())
                .extracting(PlayerCard::name)
                .containsExactly("zoë", "😀".repeat(20));
    }

    @Test
    void onlyTheHostStartsAndOnlyWithPlayers() throws Exception {
        assertRefused("no_players", () -> quiz.start("host", now));
        quiz.join("u1", "Ann", now);
        assertRefused("forbidden", () -> quiz.start("u1", now));
        audience.forget();

        quiz.start("host", now);
        quiz.start("host", now);

        assertThat(audience.types()).containsExactly("QUIZ_START", "QUESTION_START");
        assertThat(audience.last(QuestionStarted.class))
                .isEqualTo(new QuestionStarted("ABCD", 0, 2, "one?", List.of("a", "b", "c", "d"), 15_000));
    }

    @Test
    void aQuestionEndsWhenEverybodyHasAnswered() throws Exception {
        startWithTwo();
        now += 3_000;
        quiz.answer("u1", 0, 1, now);
        assertThat(audience.last(ResultUpdate.class))
                .extracting("answered", "players")
                .containsExactly(1, 2);
        audience.forget();

        quiz.answer("u2", 0, 0, now);
        quiz.advance(now);

        assertThat(audience.types())
                .containsExactly("RESULT_UPDATE", "QUESTION_END", "ANSWER_RESULT", "ANSWER_RESULT", "RESULT_UPDATE");
        assertThat(audience.last(QuestionEnded.class)).isEqualTo(new QuestionEnded("ABCD", 0, 1, 4_000));
        assertThat(audience.to("u1")).containsExactly(new AnswerResult("ABCD", 0, 1, true, 1, 900, 900));
        assertThat(audience.to("u2")).containsExactly(new AnswerResult("ABCD", 0, 0, false, 1, 0, 0));
        assertThat(audience.last(ResultUpdate.class).scores())
                .containsExactly(new Score("p1", "Ann", 900), new Score("p2", "Bob", 0));
    }

    @Test
    void aQuestionEndsWhenItsTimeIsOver() throws Exception {
        startWithTwo();
        quiz.answer("u1", 0, 1, now);
        audience.forget();
        now += 15_000;

        quiz.advance(now);

        assertThat(audience.to("u2")).containsExactly(new AnswerResult("ABCD", 0, null, false, 1, 0, 0));
        assertThat(quiz.phase()).isEqualTo(Phase.REVEAL);
        assertRefused("too_late", () -> quiz.answer("u2", 0, 1, now));
    }

    @Test
    void scoresDoNotGiveAwayTheAnswerWhileTheQuestionIsOpen() throws Exception {
        startWithTwo();

        quiz.answer("u1", 0, 1, now);

        assertThat(audience.last(ResultUpdate.class).scores())
                .extracting(Score::score)
                .containsOnly(0);
        assertThat(quiz.state("u1", now).question())
                .extracting("yourChoice", "answer")
                .containsExactly(1, null);
    }

    @Test
    void answersOutOfOrderAreRefused() throws Exception {
        startWithTwo();

        assertRefused("bad_data", () -> quiz.answer("u1", 0, 4, now));
        assertRefused("bad_data", () -> quiz.answer("u1", 0, -1, now));
        assertRefused("bad_data", () -> quiz.answer("u1", 1, 0, now));
        assertRefused("not_joined", () -> quiz.answer("stranger", 0, 0, now));
        quiz.answer("u1", 0, 0, now);
        assertRefused("already_answered", () -> quiz.answer("u1", 0, 1, now));
        assertRefused("too_late", () -> quiz.answer("u2", 0, 0, now + 15_000));
    }

    @Test
    void thereIsNoAnswerBeforeTheStart() throws Exception {
        quiz.join("u1", "Ann", now);

        assertRefused("bad_data", () -> quiz.answer("u1", 0, 1, now));
    }

    @Test
    void questionsFollowUntilTheEnd() throws Exception {
        startWithTwo();
        quiz.answer("u1", 0, 1, now);
        quiz.answer("u2", 0, 1, now + 7_500);
        quiz.advance(now + 7_500);
        now += 11_500;
        quiz.advance(now);
        assertThat(audience.last(QuestionStarted.class).text()).isEqualTo("two?");
        assertRefused("too_late", () -> quiz.answer("u1", 0, 1, now));
        quiz.answer("u1", 1, 0, now);
        quiz.answer("u2", 1, 2, now);
        quiz.advance(now);
        now += 4_000;

        quiz.advance(now);

        assertThat(audience.last(Ended.class).scores())
                .containsExactly(new Score("p2", "Bob", 1_750), new Score("p1", "Ann", 1_000));
        assertThat(quiz.state("u1", now)).extracting("phase", "question").containsExactly("ended", null);
        assertThat(quiz.nextDeadline()).isEmpty();
        assertRefused("no_such_quiz", () -> quiz.join("late", "Late", now));
        quiz.join("u1", "Ann", now);
    }

    @Test
    void aBrokenConnectionIsWaitedForAMoment() throws Exception {
        startWithTwo();
        quiz.leave("u2", now);
        assertThat(audience.last(Lobby.class).players())
                .extracting(PlayerCard::online)
                .containsExactly(true, false);
        quiz.answer("u1", 0, 1, now);
        assertThat(quiz.phase()).isEqualTo(Phase.QUESTION);

        quiz.advance(now + 5_999);
        assertThat(quiz.phase()).isEqualTo(Phase.QUESTION);
        quiz.advance(now + 6_000);

        assertThat(quiz.phase()).isEqualTo(Phase.REVEAL);
    }

    @Test
    void aQuestionThatNobodyAnswersKeepsItsTime() throws Exception {
        startWithTwo();
        quiz.leave("u1", now);
        quiz.leave("u2", now);

        quiz.advance(now + 14_999);

        assertThat(quiz.phase()).isEqualTo(Phase.QUESTION);
    }

    @Test
    void whoIsSilentIsOffline() throws Exception {
        quiz.join("u1", "Ann", now);
        quiz.join("u2", "Bob", now);
        quiz.heartbeat("u1", now + 30_000);

        quiz.advance(now + 40_001);

        assertThat(audience.last(Lobby.class).players())
                .extracting(PlayerCard::online)
                .containsExactly(true, false);
        quiz.heartbeat("u2", now + 50_000);
        assertThat(audience.last(Lobby.class).players())
                .extracting(PlayerCard::online)
                .containsExactly(true, true);
        assertRefused("not_joined", () -> quiz.heartbeat("stranger", now));
    }

    @Test
    void whoComesLatePlaysTheRest() throws Exception {
        startWithTwo();
        now += 5_000;

        quiz.join("u3", "Cy", now);

        assertThat(quiz.state("u3", now).question())
                .extracting("index", "remainingMs", "answered", "yourChoice")
                .containsExactly(0, 10_000L, 0, null);
    }

    @Test
    void aQuizIsFullAtItsLimit() throws Exception {
        for (int i = 0; i < QuizRules.MAX_PLAYERS; i++) {
            quiz.join("u" + i, "N" + i, now);
        }

        assertRefused("quiz_full", () -> quiz.join("one-more", "One more", now));
        quiz.join("u0", "N0", now);
    }

    private void startWithTwo() throws RefusedException {
        quiz.join("u1", "Ann", now);
        quiz.join("u2", "Bob", now);
        quiz.start("host", now);
    }

    private static void assertRefused(String code, ThrowingCallable request) {
        assertThatThrownBy(request)
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(code));
    }
}
