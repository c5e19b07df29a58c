package io.shardhub.examples.quiz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import io.shardhub.examples.WebSocketPeer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The quiz as its page sees it: over a real Tomcat and real connections. */
class QuizServerTest extends QuizServerRig {

    private final QuizGuests guests = new QuizGuests();

    @BeforeEach
    void startServer() throws IOException {
        startServer(Map.of());
    }

    private void startServer(Map<String, String> changes) throws IOException {
        Map<String, String> environment = new HashMap<>(Map.of(
                "QUIZ_QUESTIONS", "2",
                "QUIZ_QUESTION_SECONDS", "20",
                "QUIZ_REVEAL_SECONDS", "0.2"));
        environment.putAll(changes);
        start(environment);
    }

    @Test
    void twoPlayersPlayAQuiz() throws Exception {
        try (WebSocketPeer host = host();
                WebSocketPeer ann = player("Ann");
                WebSocketPeer bob = player("Bob")) {
            String quiz = open(host);
            assertThat(join(host, quiz).get("role").getAsString()).isEqualTo("host");
            assertThat(you(join(ann, quiz))).contains("\"user\":\"p1\"");
            assertThat(you(join(bob, quiz))).contains("\"user\":\"p2\"");
            ann.request("USER_READY", quizData(quiz));
            bob.request("USER_READY", quizData(quiz));
            host.request("QUIZ_START", quizData(quiz));

            for (int index = 0; index < 2; index++) {
                JsonObject question = data(ann.await("QUESTION_START"));
                assertThat(question.get("index").getAsInt()).isEqualTo(index);
                assertThat(question.getAsJsonArray("options")).hasSize(4);
                assertThat(question.get("remainingMs").getAsLong()).isEqualTo(20_000);
                ann.request("USER_ANSWER", answer(quiz, index, 0));
                assertThat(bob.refusal("USER_ANSWER", answer(quiz, index, 7))).isEqualTo("bad_data");
                bob.request("USER_ANSWER", answer(quiz, index, 1));
                assertThat(data(ann.await("ANSWER_RESULT")).get("choice").getAsInt())
                        .isZero();
                assertThat(data(bob.await("ANSWER_RESULT")).get("choice").getAsInt())
                        .isEqualTo(1);
            }

            JsonObject end = host.await("QUIZ_END");
            assertThat(end.get("topic").getAsString()).isEqualTo("quiz:" + quiz);
            assertThat(data(end).getAsJsonArray("scores")).hasSize(2);
            bob.await("QUIZ_END");
            ann.await("QUIZ_END");
            assertThat(String.join("\n", bob.texts())).doesNotContain(guests.user("Ann"), guests.token("Ann"));
            assertThat(String.join("\n", host.texts())).doesNotContain(guests.user("Ann"), guests.user("Bob"));
            assertThat(join(ann, quiz).get("phase").getAsString()).isEqualTo("ended");
        }
    }

    @Test
    void aQuestionEndsByItself() throws Exception {
        server.close();
        startServer(Map.of("QUIZ_QUESTION_SECONDS", "0.3", "QUIZ_QUESTIONS", "1"));
        try (WebSocketPeer host = host();
                WebSocketPeer ann = player("Ann")) {
            String quiz = open(host);
            join(host, quiz);
            join(ann, quiz);
            host.request("QUIZ_START", quizData(quiz));

            assertThat(data(ann.await("ANSWER_RESULT")).get("points").getAsInt())
                    .isZero();
            host.await("QUESTION_END");
            host.await("QUIZ_END");
        }
    }

    @Test
    void aRunningQuestionGoesOnAfterARestart() throws Exception {
        String quiz;
        JsonObject question;
        try (WebSocketPeer host = host();
                WebSocketPeer ann = player("Ann");
                WebSocketPeer bob = player("Bob")) {
            quiz = open(host);
            join(host, quiz);
            join(ann, quiz);
            join(bob, quiz);
            host.request("QUIZ_START", quizData(quiz));
            question = data(ann.await("QUESTION_START"));
            ann.request("USER_ANSWER", answer(quiz, 0, 3));

            server.close();

            assertThat(data(ann.await("hub.reconnect")).get("jitterMs").getAsLong())
                    .isLessThanOrEqualTo(1_000);
            assertThat(ann.awaitClose()).isEqualTo(1001);
        }
        startServer(Map.of());
        try (WebSocketPeer ann = player("Ann");
                WebSocketPeer bob = player("Bob")) {
            JsonObject state = join(ann, quiz);
            JsonObject again = state.getAsJsonObject("question");
            assertThat(again.get("text")).isEqualTo(question.get("text"));
            assertThat(again.get("options")).isEqualTo(question.get("options"));
            assertThat(again.get("yourChoice").getAsInt()).isEqualTo(3);
            assertThat(again.get("remainingMs").getAsLong()).isBetween(10_000L, 20_000L);
            join(bob, quiz);
            bob.request("USER_ANSWER", answer(quiz, 0, 3));
            assertThat(data(ann.await("ANSWER_RESULT")).get("choice").getAsInt())
                    .isEqualTo(3);
            ann.await("QUESTION_START");
        }
    }

    @Test
    void othersSeeWhoLeavesAndComesBack() throws Exception {
        try (WebSocketPeer host = host()) {
            String quiz = open(host);
            join(host, quiz);
            try (WebSocketPeer ann = player("Ann")) {
                join(ann, quiz);
                assertThat(host.await("QUIZ_LOBBY").toString()).contains("\"online\":true");
            }
            assertThat(host.await("QUIZ_LOBBY").toString()).contains("\"online\":false");
            try (WebSocketPeer ann = player("Ann")) {
                join(ann, quiz);
                assertThat(host.await("QUIZ_LOBBY").toString()).contains("\"online\":true");
            }
        }
    }

    @Test
    void aConnectionIsInOneQuizAtATime() throws Exception {
        try (WebSocketPeer host = host();
                WebSocketPeer ann = player("Ann")) {
            String first = open(host);
            String second = open(host);
            join(ann, first);
            join(host, first);

            join(ann, second);

            assertThat(host.await("QUIZ_LOBBY").toString()).contains(first, "\"online\":false");
        }
    }

    @Test
    void badRequestsAreAnswered() throws Exception {
        try (WebSocketPeer host = host();
                WebSocketPeer ann = player("Ann")) {
            String quiz = open(host);
            assertThat(ann.refusal("QUIZ_JOIN", quizData("nope"))).isEqualTo("no_such_quiz");
            assertThat(ann.refusal("QUIZ_JOIN", "{}")).isEqualTo("no_such_quiz");
            assertThat(ann.refusal("QUIZ_JOIN", "null")).isEqualTo("bad_data");
            assertThat(ann.refusal("QUIZ_JOIN", "[1]")).isEqualTo("bad_data");
            assertThat(ann.refusal("USER_READY", quizData(quiz))).isEqualTo("not_joined");
            assertThat(ann.refusal("USER_ANSWER", quizData(quiz))).isEqualTo("bad_data");
            assertThat(host.refusal("QUIZ_START", quizData(quiz))).isEqualTo("no_players");
            join(ann, quiz);
            assertThat(ann.refusal("QUIZ_START", quizData(quiz))).isEqualTo("forbidden");
            assertThat(ann.refusal("hub.subscribe", "{\"topic\":\"quiz:" + quiz + "\"}"))
                    .isNotEmpty();
            assertThat(ann.request("USER_HEARTBEAT", quizData(quiz)).toString()).matches("\\{\"serverTime\":\\d{13}}");
        }
    }

    @Test
    void servesThePageAndNothingElse() throws Exception {
        HttpResponse<String> page = get("/");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(header(page, "Content-Type")).isEqualTo("text/html;charset=utf-8");
        assertThat(header(page, "Content-Security-Policy"))
                .contains("default-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(header(page, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(header(page, "Cache-Control")).isEqualTo("no-cache");
        assertThat(header(get("/shardhub/hub-client.js"), "Content-Type")).isEqualTo("text/javascript;charset=utf-8");
        assertThat(get("/", "If-None-Match", header(page, "ETag")).statusCode()).isEqualTo(304);
        for (String path :
                List.of("/questions.json", "/logback.xml", "/nothing.html", "/%2e%2e/logback.xml", "/quiz")) {
            HttpResponse<String> missing = get(path);
            assertThat(missing.statusCode()).as(path).isIn(400, 404);
            assertThat(missing.body()).as(path).doesNotContain("question");
        }
    }

    @Test
    void aPortThatIsTakenIsSaid() {
        int port = URI.create(server.url()).getPort();
        Map<String, String> other =
                Map.of("QUIZ_DATA", directory.resolve("other").toString());

        assertThatThrownBy(() -> QuizServer.start(QuizSettings.read(List.of(Integer.toString(port)), other)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("cannot serve on 127.0.0.1:" + port + ": ");
    }

    private WebSocketPeer host() throws Exception {
        return guests.host(server.url());
    }

    private WebSocketPeer player(String name) throws Exception {
        return guests.player(server.url(), name);
    }

    private static String open(WebSocketPeer host) throws Exception {
        return host.request("QUIZ_OPEN", "{}").getAsJsonObject().get("quiz").getAsString();
    }

    private static JsonObject join(WebSocketPeer peer, String quiz) throws Exception {
        return peer.request("QUIZ_JOIN", quizData(quiz)).getAsJsonObject();
    }

    private static String you(JsonObject state) {
        return state.get("you").toString();
    }

    private static String quizData(String quiz) {
        return "{\"quiz\":\"" + quiz + "\"}";
    }

    private static String answer(String quiz, int question, int choice) {
        return "{\"quiz\":\"" + quiz + "\",\"question\":" + question + ",\"choice\":" + choice + "}";
    }

    private static JsonObject data(JsonObject message) {
        return message.getAsJsonObject("data");
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(server.url()).resolve(path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElseThrow();
    }
}
