package io.shardhub.examples.quiz;

import io.shardhub.Client;
import io.shardhub.ClientRule;
import io.shardhub.CloseCode;
import io.shardhub.CloseReason;
import io.shardhub.HandlerOptions;
import io.shardhub.HubListener;
import io.shardhub.Request;
import io.shardhub.core.Manager;
import io.shardhub.examples.quiz.game.RefusedException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Where requests arrive: has them done here, or at the node that runs the quiz, and answers. */
final class QuizDesk implements HubListener {

    private final Manager manager;
    private final QuizOffice office;
    private final @Nullable QuizPost post; // to other nodes; null if there are none
    private final Map<String, String> quizzes = new ConcurrentHashMap<>(); // by client; one at a time

    QuizDesk(Manager manager, QuizOffice office, @Nullable QuizPost post) {
        this.manager = manager;
        this.office = office;
        this.post = post;
    }

    record OpenRequest() {}

    /** Registers everything that the desk does. Handlers write small files, so they run on the worker pool. */
    void open() {
        HandlerOptions hosts = HandlerOptions.defaults().withAccess(ClientRule.role(QuizTokens.HOST));
        manager.on("QUIZ_OPEN", OpenRequest.class, hosts, this::open)
                .on(Errand.START, Errand.Request.class, hosts, this::handle)
                .listen(this);
        for (String type : List.of(Errand.JOIN, Errand.READY, Errand.ANSWER, Errand.HEARTBEAT)) {
            manager.on(type, Errand.Request.class, this::handle);
        }
    }

    private void open(Request<OpenRequest> request) {
        try {
            request.reply(Map.of("quiz", office.open(request.client().userId())));
        } catch (RefusedException e) {
            request.fail(e.code(), e.getMessage());
        }
    }

    private void handle(Request<Errand.Request> request) {
        Errand.Request data = request.data();
        try {
            if (data == null) {
                throw new RefusedException("bad_data", "data: missing (expected: an object)");
            }
            Errand errand = Errand.of(request.type(), request.client(), data);
            if (post != null && post.isElsewhere(data.quiz())) {
                sendAway(request, errand, post);
            } else {
                doHere(request, errand);
            }
        } catch (RefusedException e) {
            request.fail(e.code(), e.getMessage());
        }
    }

    private void doHere(Request<?> request, Errand errand) throws RefusedException {
        if (!errand.type().equals(Errand.JOIN)) {
            office.perform(errand, request::reply);
            return;
        }
        Client client = request.client();
        office.perform(errand, state -> {
            client.subscribe(topic(errand));
            request.reply(state);
        });
        seated(client, code(errand), quizzes.put(client.id(), code(errand)));
    }

    /**
     * The client hears of the quiz before the node that runs it is asked. So it may hear some things before its state comes that
     * are older; a page applies all of them to the state, and each says how it is from then on.
     */
    private void sendAway(Request<?> request, Errand errand, QuizPost to) {
        request.defer();
        Client client = request.client();
        boolean joins = errand.type().equals(Errand.JOIN);
        String before =
                joins ? quizzes.put(client.id(), code(errand)) : null; // first, or it would stay if the client goes
        if (joins) {
            client.subscribe(topic(errand));
        }
        to.send(errand, answer -> {
            String refusal = answer.code();
            if (refusal == null) {
                if (joins) {
                    seated(client, code(errand), before);
                }
                request.reply(answer.data());
            } else {
                if (joins) {
                    goBack(client, code(errand), before);
                }
                request.fail(refusal, String.valueOf(answer.message()));
            }
        });
    }

    /** The client did not get in: it stays where it was. */
    private void goBack(Client client, String quiz, @Nullable String before) {
        if (quiz.equals(before)) {
            return;
        }
        client.unsubscribe(HubAudience.topicOf(quiz));
        if (before == null) {
            quizzes.remove(client.id());
            return;
        }
        quizzes.replace(client.id(), before);
        if (!client.isOpen()) {
            leave(client, before);
        }
    }

    /** Takes the client out of the quiz that it was in before. */
    private void seated(Client client, String quiz, @Nullable String before) {
        if (before != null && !before.equals(quiz)) {
            client.unsubscribe(HubAudience.topicOf(before));
            leave(client, before);
        }
    }

    private void leave(Client client, String quiz) {
        Errand errand = Errand.leave(client, quiz);
        if (post != null && post.isElsewhere(quiz)) {
            post.send(errand, ignored -> {});
        } else {
            try {
                office.perform(errand, ignored -> {});
            } catch (RefusedException e) {
                throw new IllegalStateException("a place can always be left", e);
            }
        }
    }

    @Override
    public void disconnected(Client client, CloseReason reason) {
        String quiz = quizzes.remove(client.id());
        if (quiz != null) {
            leave(client, quiz);
        }
    }

    /** A node has come, perhaps again: then it does not know who was in its quizzes, so they are to come in once more. */
    void cameBack(String node) {
        quizzes.forEach((id, quiz) -> {
            if (QuizPost.runs(node, quiz)) {
                manager.hub().client(id).ifPresent(client -> client.close(CloseCode.RESTART, "the quiz goes on"));
            }
        });
    }

    private static String code(Errand errand) {
        return Objects.requireNonNull(errand.quiz()).toUpperCase(Locale.ROOT);
    }

    private static String topic(Errand errand) {
        return HubAudience.topicOf(code(errand));
    }
}
