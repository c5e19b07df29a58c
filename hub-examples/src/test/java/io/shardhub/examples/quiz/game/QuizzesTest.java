package io.shardhub.examples.quiz.game;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardhub.examples.quiz.game.Announcement.Ended;
import io.shardhub.examples.quiz.game.Announcement.Lobby;
import io.shardhub.examples.quiz.game.Announcement.QuestionEnded;
import io.shardhub.examples.quiz.game.Announcement.QuestionStarted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rooms of a server, their timers and their files: also when the server is stopped or killed in between. */
class QuizzesTest {

    private static final QuizRules RULES = new QuizRules(2, Duration.ofSeconds(15), Duration.ofSeconds(4));

    @TempDir
    private Path directory;

    private final ManualTime time = new ManualTime();
    private final RecordingAudience audience = new RecordingAudience();
    private final List<QuizState> states = new ArrayList<>();
    private QuizStore store;
    private Quizzes quizzes;

    @BeforeEach
    void startServer() throws IOException {
        store = QuizStore.open(directory);
        quizzes = new Quizzes(
                new Quizzes.Ingredients(QuestionBank.bundled(), RULES, new Random(7), ""),
                time,
                time,
                store,
                code -> audience);
        quizzes.start();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Test
    void aQuizPlaysItselfToTheEnd() throws Exception {
        QuizRoom room = startedWithTwo();

        time.passSeconds(15 + 4 + 15 + 4);

        assertThat(audience.types())
                .containsSubsequence(
                        "QUIZ_START", "QUESTION_START", "QUESTION_END", "QUESTION_START", "QUESTION_END", "QUIZ_END");
        assertThat(state(room, "host").phase()).isEqualTo("ended");
    }

    @Test
    void timersDoNotPileUpWhenQuestionsEndEarly() throws Exception {
        QuizRoom room = startedWithTwo();
        int index = audience.last(QuestionStarted.class).index();
        room.answer("u1", index, 0, () -> {});
        room.answer("u2", index, 0, () -> {});

        time.passSeconds(20);

        assertThat(time.timers()).as("the sweep and one deadline").isEqualTo(2);
    }

    @Test
    void timeGoesOnAlsoWhenItIsNoticedByARefusal() throws Exception {
        QuizRoom room = startedWithTwo();
        time.forgetTimers();
        time.passSeconds(15);
        assertThatThrownBy(() -> room.answer("u1", 0, 0, () -> {})).isInstanceOf(RefusedException.class);

        time.passSeconds(4);

        assertThat(audience.last(QuestionStarted.class).index()).isEqualTo(1);
    }

    @Test
    void anAnswerIsOnDiskWhenItIsAccepted() throws Exception {
        QuizRoom room = startedWithTwo();
        room.answer("u1", 0, 1, () -> {});
        List<String> typesBefore = new ArrayList<>();

        room.answer("u2", 0, 2, () -> {
            assertThat(directory.resolve(room.code() + ".json")).content().contains("\"choice\": 2");
            typesBefore.addAll(audience.types());
        });

        assertThat(typesBefore).isNotEmpty().doesNotContain("QUESTION_END");
        assertThat(audience.types()).contains("QUESTION_END");
    }

    @Test
    void codesAreFoundInAnyCase() throws Exception {
        QuizRoom room = quizzes.open("host");

        assertThat(room.code()).matches("[A-Z]{4}");
        assertThat(quizzes.find(room.code().toLowerCase(Locale.ROOT))).isSameAs(room);
        assertRefused("no_such_quiz", "ZZZZ0");
        assertRefused("no_such_quiz", null);
    }

    @Test
    void aUserIsOfflineWhenTheLastConnectionIsGone() throws Exception {
        QuizRoom room = quizzes.open("host");
        room.join("c1", "u1", "Ann", states::add);
        room.join("c2", "u1", "Ann", states::add);
        audience.forget();

        room.leave("c1");
        assertThat(audience.types()).isEmpty();
        room.leave("c2");
        room.leave("c2");

        assertThat(audience.toAll(Lobby.class)).hasSize(1);
        assertThat(audience.last(Lobby.class).players())
                .extracting(PlayerCard::online)
                .containsExactly(false);
    }

    @Test
    void aQuizIsForgottenWhenNobodyHasBeenThereForLong() throws Exception {
        QuizRoom room = quizzes.open("host");
        room.join("c1", "host", null, states::add);
        time.pass(QuizRules.EXPIRY.plusSeconds(1));
        assertThat(quizzes.find(room.code())).as("somebody is there").isSameAs(room);
        room.leave("c1");

        time.pass(QuizRules.EXPIRY.plusSeconds(1));

        assertRefused("no_such_quiz", room.code());
        assertThatThrownBy(() -> room.join("c1", "host", null, states::add)).isInstanceOf(RefusedException.class);
        assertThat(quizFiles()).isEmpty();
    }

    @Test
    void thereIsALimitToTheNumberOfQuizzes() throws Exception {
        for (int i = 0; i < Quizzes.MAX_QUIZZES; i++) {
            quizzes.open("host");
        }

        assertThatThrownBy(() -> quizzes.open("host"))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo("too_many_quizzes"));
    }

    @Test
    void aRestartedServerGoesOnWithTheRunningQuestion() throws Exception {
        QuizRoom room = startedWithTwo();
        QuestionStarted question = audience.last(QuestionStarted.class);
        time.passSeconds(5);
        room.answer("u1", 0, 2, () -> {});
        quizzes.close();

        restart(Duration.ofMinutes(3));

        QuizRoom again = quizzes.find(room.code());
        QuizState ann = join(again, "u1", "Ann");
        assertThat(ann.phase()).isEqualTo("question");
        assertThat(ann.question())
                .extracting("index", "text", "options", "remainingMs", "answered", "yourChoice")
                .containsExactly(0, question.text(), question.options(), 10_000L, 1, 2);
        assertThat(ann.players()).extracting(PlayerCard::name).containsExactly("Ann", "Bob");
        assertThat(audience.toAll(QuestionEnded.class))
                .as("Bob is still waited for")
                .isEmpty();
        join(again, "u2", "Bob");
        again.answer("u2", 0, 0, () -> {});
        assertThat(audience.toAll(QuestionEnded.class)).hasSize(1);
    }

    @Test
    void aKilledServerLosesAtMostASecondOfTime() throws Exception {
        QuizRoom room = startedWithTwo();
        time.pass(Duration.ofMillis(5_900));

        restart(Duration.ofHours(2));

        assertThat(state(quizzes.find(room.code()), "host").question())
                .extracting("remainingMs")
                .isEqualTo(10_000L);
        time.pass(Duration.ofMillis(9_999));
        assertThat(audience.toAll(QuestionEnded.class)).isEmpty();
        time.pass(Duration.ofMillis(1));
        assertThat(audience.toAll(QuestionEnded.class)).hasSize(1);
    }

    @Test
    void timeIsKeptOverTwoRestarts() throws Exception {
        QuizRoom room = startedWithTwo();
        time.passSeconds(4);
        restart(Duration.ofHours(1));
        time.passSeconds(3);
        restart(Duration.ofHours(1));

        assertThat(state(quizzes.find(room.code()), "host").question())
                .extracting("remainingMs")
                .isEqualTo(8_000L);
    }

    @Test
    void scoresSurviveARestart() throws Exception {
        QuizRoom room = startedWithTwo();
        room.ready("u1");
        for (int choice = 0; choice < 2; choice++) {
            room.answer("u" + (choice + 1), 0, choice, () -> {});
        }
        QuizState before = state(room, "u1");
        restart(Duration.ofSeconds(10));

        QuizState after = state(quizzes.find(room.code()), "u1");

        assertThat(after.phase()).isEqualTo("reveal");
        assertThat(after.you()).isEqualTo(before.you());
        assertThat(after.scores()).isEqualTo(before.scores());
        time.passSeconds(60);
        assertThat(audience.last(Ended.class).scores()).isEqualTo(before.scores());
    }

    @Test
    void aLobbySurvivesARestart() throws Exception {
        QuizRoom room = quizzes.open("host");
        join(room, "u1", "Ann");
        room.ready("u1");
        restart(Duration.ofSeconds(10));

        QuizRoom again = quizzes.find(room.code());

        assertThat(state(again, "host").players()).containsExactly(new PlayerCard("p1", "Ann", true, false));
        assertThat(join(again, "u1", "Ann").players()).containsExactly(new PlayerCard("p1", "Ann", true, true));
        again.start("host");
    }

    @Test
    void nothingHappensInAClosedServer() throws Exception {
        QuizRoom room = startedWithTwo();
        quizzes.close();
        audience.forget();

        time.passSeconds(60);
        room.leave("c-u1");

        assertThat(audience.types()).isEmpty();
        assertThatThrownBy(() -> room.answer("u1", 0, 0, () -> {})).isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> quizzes.open("host")).isInstanceOf(RefusedException.class);
    }

    @Test
    void brokenFilesArePutAside() throws Exception {
        QuizRoom room = startedWithTwo();
        Files.writeString(directory.resolve("AAAA.json"), "{");
        Files.writeString(directory.resolve("BBBB.json"), "{\"savedAt\":1}");
        Files.writeString(directory.resolve("CCCC.json"), "");
        Files.write(directory.resolve("DDDD.json"), new byte[] {'"', (byte) 0xff, '"'});
        Files.copy(directory.resolve(room.code() + ".json"), directory.resolve("EEEE.json"));
        Files.writeString(directory.resolve("alive"), "yesterday");

        restart(Duration.ZERO);

        assertThat(quizzes.find(room.code()).code()).isEqualTo(room.code());
        assertThat(quizFiles()).containsExactly(room.code() + ".json");
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.filter(file -> file.toString().endsWith(".broken")))
                    .hasSize(5);
        }
    }

    @Test
    void aDirectoryBelongsToOneServer() {
        assertThatThrownBy(() -> QuizStore.open(directory))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is in use by another quiz server");
    }

    private QuizRoom startedWithTwo() throws RefusedException {
        QuizRoom room = quizzes.open("host");
        join(room, "u1", "Ann");
        join(room, "u2", "Bob");
        room.start("host");
        return room;
    }

    private QuizState join(QuizRoom room, String user, String name) throws RefusedException {
        room.join("c-" + user, user, name, states::add);
        return states.get(states.size() - 1);
    }

    private QuizState state(QuizRoom room, String user) throws RefusedException {
        return join(room, user, user.equals("u1") ? "Ann" : "Bob");
    }

    /** Kills the server, unless it was closed before, and starts another one after {@code downtime}. */
    private void restart(Duration downtime) throws IOException {
        time.forgetTimers();
        store.close();
        audience.forget();
        time.pass(downtime);
        startServer();
    }

    private List<String> quizFiles() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".json"))
                    .toList();
        }
    }

    private void assertRefused(String refusal, @Nullable String code) {
        assertThatThrownBy(() -> quizzes.find(code))
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.code()).isEqualTo(refusal));
    }
}
