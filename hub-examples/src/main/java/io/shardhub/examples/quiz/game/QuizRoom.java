package io.shardhub.examples.quiz.game;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A quiz with its connections, its timer and its file: lets one thread at a time at it, keeps it on disk after every change,
 * and wakes it when its time has come.
 *
 * <p><b>Threading:</b> any thread; blocks while another thread is in the same room, and for the time of a small write.
 */
public final class QuizRoom {

    /** What all rooms of a server share. */
    record Surroundings(InstantSource clock, Scheduler scheduler, QuizStore store) {}

    private static final long NEVER = Long.MAX_VALUE;

    private final Quiz quiz;
    private final InstantSource clock;
    private final Scheduler scheduler;
    private final QuizStore store;

    private final Map<String, String> users = new HashMap<>(); // by connection; under the lock, as is all that follows
    private long emptySince;
    private long wakeAt = NEVER;
    private @Nullable SavedQuiz saved;
    private boolean closed;

    QuizRoom(Quiz quiz, Surroundings surroundings) {
        this.quiz = quiz;
        this.clock = surroundings.clock();
        this.scheduler = surroundings.scheduler();
        this.store = surroundings.store();
        this.emptySince = clock.millis();
    }

    /** Its code. */
    public String code() {
        return quiz.code();
    }

    /**
     * Lets a connection in.
     *
     * @param entered is called before anything else happens in the room: nothing is announced between the state that it is
     *     given and what it subscribes to
     */
    public synchronized void join(String connection, String user, @Nullable String name, Consumer<QuizState> entered)
            throws RefusedException {
        act(now -> quiz.join(user, name, now));
        users.put(connection, user);
        entered.accept(quiz.state(user, clock.millis()));
    }

    /** A player is ready. */
    public synchronized void ready(String user) throws RefusedException {
        act(now -> quiz.ready(user, now));
    }

    /** The host starts the quiz. */
    public synchronized void start(String user) throws RefusedException {
        act(now -> quiz.start(user, now));
    }

    /**
     * A player answers.
     *
     * @param accepted is called when the answer is on disk, before its consequences are announced
     */
    public synchronized void answer(String user, int question, int choice, Runnable accepted) throws RefusedException {
        act(now -> quiz.answer(user, question, choice, now));
        accepted.run();
        advance();
    }

    /** A user is still there. */
    public synchronized void heartbeat(String user) throws RefusedException {
        act(now -> quiz.heartbeat(user, now));
    }

    /** A connection is gone; its user too, unless there is another one. */
    public synchronized void leave(String connection) {
        String user = users.remove(connection);
        emptySince = clock.millis();
        if (user != null && !closed && !users.containsValue(user)) {
            quiz.leave(user, clock.millis());
            keepUp();
        }
    }

    /** Does what has become due. */
    synchronized void advance() {
        if (!closed) {
            quiz.advance(clock.millis());
            keepUp();
        }
    }

    /** Closes the room and forgets the quiz if nobody has been here for long. */
    synchronized boolean closeIfExpired() {
        if (closed || !users.isEmpty() || clock.millis() - emptySince < QuizRules.EXPIRY.toMillis()) {
            return false;
        }
        closed = true;
        store.delete(quiz.code());
        return true;
    }

    /** Lets nothing happen here any more; the quiz stays on disk for the next server. */
    synchronized void close() {
        closed = true;
    }

    private void act(Action action) throws RefusedException {
        if (closed) {
            throw new RefusedException("no_such_quiz", "quiz " + quiz.code() + " is closed");
        }
        try {
            action.at(clock.millis());
        } finally {
            keepUp(); // also after a refusal, because time has passed all the same
        }
    }

    /** Brings disk and timer up to date with the quiz. */
    private void keepUp() {
        SavedQuiz now = quiz.save();
        if (!now.equals(saved)) {
            saved = now;
            store.save(now, clock.millis());
        }
        OptionalLong deadline = quiz.nextDeadline();
        if (deadline.isPresent() && deadline.getAsLong() != wakeAt) {
            long at = deadline.getAsLong();
            wakeAt = at;
            scheduler.after(Duration.ofMillis(Math.max(1, at - clock.millis())), () -> wake(at));
        }
    }

    /** Timers are never taken back: one that comes in vain, or early, finds nothing to do. */
    private synchronized void wake(long at) {
        if (wakeAt == at) {
            wakeAt = NEVER;
        }
        advance();
    }

    @FunctionalInterface
    private interface Action {
        void at(long now) throws RefusedException;
    }
}
