package io.shardhub.examples.quiz.game;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All quizzes of a server by their codes: at most {@value #MAX_QUIZZES}, each until nobody has been there for
 * {@linkplain QuizRules#EXPIRY long}.
 *
 * <p><b>Threading:</b> any thread.
 */
public final class Quizzes implements AutoCloseable {

    /** How many quizzes there may be at a time. */
    public static final int MAX_QUIZZES = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(Quizzes.class);
    private static final String LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"; // no I and no O, which are taken for digits
    private static final int CODE_LENGTH = 4;
    private static final Duration SWEEP = Duration.ofSeconds(1);

    /**
     * What quizzes are made of.
     *
     * @param letter begins the codes of all quizzes of this server; empty if there is no other one
     */
    public record Ingredients(QuestionBank bank, QuizRules rules, Random random, String letter) {}

    private final Ingredients ingredients;
    private final QuizRoom.Surroundings surroundings;
    private final Function<String, Audience> audiences;
    private final Map<String, QuizRoom> rooms = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /**
     * No quiz yet.
     *
     * @param audiences gives the audience of a quiz by its code
     */
    public Quizzes(
            Ingredients ingredients,
            InstantSource clock,
            Scheduler scheduler,
            QuizStore store,
            Function<String, Audience> audiences) {
        this.ingredients = ingredients;
        this.surroundings = new QuizRoom.Surroundings(clock, scheduler, store);
        this.audiences = audiences;
    }

    /** Takes up the quizzes that an earlier server has left, and lets time pass. */
    public void start() {
        long now = surroundings.clock().millis();
        QuizStore store = surroundings.store();
        long lastBeat = store.lastBeat();
        for (QuizStore.Kept kept : store.load()) {
            String code = kept.quiz().code();
            long stoppedAt = Math.max(kept.savedAt(), lastBeat);
            Quiz quiz = Quiz.restore(kept.quiz(), ingredients.rules(), audiences.apply(code), stoppedAt, now);
            QuizRoom room = new QuizRoom(quiz, surroundings);
            rooms.put(code, room);
            room.advance();
        }
        if (!rooms.isEmpty()) {
            LOG.info("{} quizzes go on", rooms.size());
        }
        sweep();
    }

    /** A new quiz with that user as its host. */
    public synchronized QuizRoom open(String host) throws RefusedException {
        if (rooms.size() >= MAX_QUIZZES || closed) {
            throw new RefusedException("too_many_quizzes", "there is no room for another quiz now");
        }
        String code = freeCode();
        QuizRules rules = ingredients.rules();
        QuestionBank bank = ingredients.bank();
        QuestionBank drawn = new QuestionBank(bank.title(), bank.draw(rules.questions(), ingredients.random()));
        QuizRoom room = new QuizRoom(new Quiz(code, host, drawn, rules, audiences.apply(code)), surroundings);
        rooms.put(code, room);
        room.advance();
        return room;
    }

    /** The quiz with that code, in whichever case it is written. */
    public QuizRoom find(@Nullable String code) throws RefusedException {
        QuizRoom room = code == null ? null : rooms.get(code.toUpperCase(Locale.ROOT));
        if (room == null) {
            throw new RefusedException("no_such_quiz", "there is no quiz " + code);
        }
        return room;
    }

    /** Stops the time. What has happened is on disk, and what comes now is refused. */
    @Override
    public void close() {
        closed = true;
        rooms.values().forEach(QuizRoom::close);
        surroundings.store().beat(surroundings.clock().millis());
    }

    private void sweep() {
        if (closed) {
            return;
        }
        surroundings.scheduler().after(SWEEP, this::sweep);
        rooms.values().forEach(QuizRoom::advance);
        rooms.values().removeIf(QuizRoom::closeIfExpired);
        surroundings.store().beat(surroundings.clock().millis());
    }

    private String freeCode() {
        while (true) {
            StringBuilder code = new StringBuilder(ingredients.letter());
            while (code.length() < CODE_LENGTH) {
                code.append(LETTERS.charAt(ingredients.random().nextInt(LETTERS.length())));
            }
            if (!rooms.containsKey(code.toString())) {
                return code.toString();
            }
        }
    }
}
