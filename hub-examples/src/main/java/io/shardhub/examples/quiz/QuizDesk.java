package io.shardhub.examples.quiz;

import io.shardhub.Client;
import io.shardhub.CloseReason;
import io.shardhub.HubListener;
import io.shardhub.MessageHandler;
import io.shardhub.Request;
import io.shardhub.core.Manager;
import io.shardhub.examples.quiz.game.QuizRoom;
import io.shardhub.examples.quiz.game.Quizzes;
import io.shardhub.examples.quiz.game.RefusedException;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Where requests arrive: finds the quiz, lets it act, and answers. */
final class QuizDesk implements HubListener {

    /** What every answer without content looks like. */
    private static final Map<String, Object> DONE = Map.of();

    private final Quizzes quizzes;
    private final InstantSource clock;
    private final Map<String, QuizRoom> rooms =
            new ConcurrentHashMap<>(); // by client; a client is in one room at a time

    QuizDesk(Quizzes quizzes, InstantSource clock) {
        this.quizzes = quizzes;
        this.clock = clock;
    }

    record OpenRequest() {}

    record QuizRequest(@Nullable String quiz) {}

    record JoinRequest(@Nullable String quiz, @Nullable String name) {}

    record AnswerRequest(
            @Nullable String quiz,
            @Nullable Integer question,
            @Nullable Integer choice) {}

    /** Registers everything that the desk does. Handlers write small files, so they run on the worker pool. */
    void openAt(Manager manager) {
        manager.on("QUIZ_OPEN", OpenRequest.class, this::open)
                .on("QUIZ_JOIN", JoinRequest.class, refusing(this::join))
                .on("USER_READY", QuizRequest.class, refusing(this::ready))
                .on("QUIZ_START", QuizRequest.class, refusing(this::start))
                .on("USER_ANSWER", AnswerRequest.class, refusing(this::answer))
                .on("USER_HEARTBEAT", QuizRequest.class, refusing(this::heartbeat))
                .listen(this);
    }

    @Override
    public void disconnected(Client client, CloseReason reason) {
        QuizRoom room = rooms.remove(client.id());
        if (room != null) {
            room.leave(client.id());
        }
    }

    private void open(Request<OpenRequest> request) {
        try {
            QuizRoom room = quizzes.open(request.client().userId());
            request.reply(Map.of("quiz", room.code()));
        } catch (RefusedException e) {
            request.fail(e.code(), e.getMessage());
        }
    }

    private void join(Request<JoinRequest> request, JoinRequest data) throws RefusedException {
        Client client = request.client();
        QuizRoom room = quizzes.find(data.quiz());
        room.join(client.id(), client.userId(), data.name(), state -> {
            client.subscribe(HubAudience.topicOf(room.code()));
            request.reply(state);
        });
        QuizRoom before = rooms.put(client.id(), room);
        if (before != null && before != room) {
            client.unsubscribe(HubAudience.topicOf(before.code()));
            before.leave(client.id());
        }
    }

    private void ready(Request<QuizRequest> request, QuizRequest data) throws RefusedException {
        quizzes.find(data.quiz()).ready(request.client().userId());
        request.reply(DONE);
    }

    private void start(Request<QuizRequest> request, QuizRequest data) throws RefusedException {
        quizzes.find(data.quiz()).start(request.client().userId());
        request.reply(DONE);
    }

    private void answer(Request<AnswerRequest> request, AnswerRequest data) throws RefusedException {
        Integer question = data.question();
        Integer choice = data.choice();
        if (question == null || choice == null) {
            throw new RefusedException("bad_data", "question and choice: expected two indices");
        }
        quizzes.find(data.quiz())
                .answer(request.client().userId(), question, choice, () -> request.reply(Map.of("accepted", true)));
    }

    private void heartbeat(Request<QuizRequest> request, QuizRequest data) throws RefusedException {
        quizzes.find(data.quiz()).heartbeat(request.client().userId());
        request.reply(Map.of("serverTime", clock.millis()));
    }

    /** Answers with the code of a refusal, and refuses a request without data. */
    private static <T> MessageHandler<T> refusing(Task<T> task) {
        return request -> {
            T data = request.data();
            try {
                if (data == null) {
                    throw new RefusedException("bad_data", "data: missing (expected: an object)");
                }
                task.handle(request, data);
            } catch (RefusedException e) {
                request.fail(e.code(), e.getMessage());
            }
        };
    }

    @FunctionalInterface
    private interface Task<T> {
        void handle(Request<T> request, T data) throws RefusedException;
    }
}
