package io.shardhub.examples.quiz;

import io.shardhub.examples.quiz.game.QuizRoom;
import io.shardhub.examples.quiz.game.Quizzes;
import io.shardhub.examples.quiz.game.RefusedException;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Does what is asked of the quizzes that this node runs.
 *
 * <p><b>Threading:</b> any thread; blocks as rooms do.
 */
final class QuizOffice {

    /** What every answer without content looks like. */
    private static final Map<String, Object> DONE = Map.of();

    private final Quizzes quizzes;
    private final InstantSource clock;
    private final Map<String, QuizRoom> rooms = new ConcurrentHashMap<>(); // by connection; one room at a time

    QuizOffice(Quizzes quizzes, InstantSource clock) {
        this.quizzes = quizzes;
        this.clock = clock;
    }

    /** Opens a quiz; gives its code. */
    String open(String host) throws RefusedException {
        return quizzes.open(host).code();
    }

    /**
     * Does an errand.
     *
     * @param answer is called before anything else happens in the room
     */
    void perform(Errand errand, Consumer<Object> answer) throws RefusedException {
        if (errand.type().equals(Errand.LEAVE)) {
            leave(errand.connection(), errand.quiz());
            return;
        }
        QuizRoom room = quizzes.find(errand.quiz());
        switch (errand.type()) {
            case Errand.JOIN -> join(errand, room, answer);
            case Errand.READY -> {
                room.ready(errand.user());
                answer.accept(DONE);
            }
            case Errand.START -> {
                room.start(errand.user());
                answer.accept(DONE);
            }
            case Errand.ANSWER -> answer(errand, room, answer);
            case Errand.HEARTBEAT -> {
                room.heartbeat(errand.user());
                answer.accept(Map.of("serverTime", clock.millis()));
            }
            default -> throw new RefusedException("bad_data", errand.type() + ": not to be done here");
        }
    }

    private void join(Errand errand, QuizRoom room, Consumer<Object> answer) throws RefusedException {
        room.join(errand.connection(), errand.user(), errand.name(), answer::accept);
        QuizRoom before = rooms.put(errand.connection(), room);
        if (before != null && before != room) {
            before.leave(errand.connection());
        }
    }

    private static void answer(Errand errand, QuizRoom room, Consumer<Object> answer) throws RefusedException {
        Integer question = errand.request().question();
        Integer choice = errand.request().choice();
        if (question == null || choice == null) {
            throw new RefusedException("bad_data", "question and choice: expected two indices");
        }
        room.answer(errand.user(), question, choice, () -> answer.accept(Map.of("accepted", true)));
    }

    private void leave(String connection, @Nullable String quiz) {
        QuizRoom room = rooms.get(connection);
        if (room != null && room.code().equals(quiz) && rooms.remove(connection, room)) {
            room.leave(connection);
        }
    }

    /** A node is gone, and with it its connections. */
    void leaveAll(String node) {
        rooms.forEach((connection, room) -> {
            if (connection.startsWith(node + "-")) {
                leave(connection, room.code());
            }
        });
    }
}
