package io.shardhub.examples.quiz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import io.shardhub.examples.WebSocketPeer;
import io.shardhub.redis.fixture.RedisServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One quiz, played at two servers with a real Redis between them. */
@Timeout(120)
class QuizNodesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    private final RedisServer redis = RedisServer.start();
    private final QuizGuests guests = new QuizGuests();
    private QuizServer a;
    private QuizServer b;

    @BeforeEach
    void startBoth() throws IOException {
        a = start("A");
        b = start("B");
        awaitReady(a);
        awaitReady(b);
    }

    @AfterEach
    void closeAll() {
        a.close();
        b.close();
        redis.close();
    }

    private QuizServer start(String letter) throws IOException {
        Map<String, String> environment = Map.of(
                "QUIZ_NODE", letter,
                "QUIZ_SECRET", "the same at both, and long enough",
                "HUB_REDIS_ADDRESS", "127.0.0.1:" + redis.port(),
                "HUB_REDIS_TIMEOUT", "500ms",
                "QUIZ_DATA", directory.resolve(letter).toString(),
                "QUIZ_QUESTIONS", "2",
                "QUIZ_QUESTION_SECONDS", "20",
                "QUIZ_REVEAL_SECONDS", "0.2");
        return QuizServer.start(QuizSettings.read(List.of("0"), environment), QuizNode.read(environment));
    }

    private static void awaitReady(QuizServer server) {
        await().atMost(PATIENCE).until(() -> ready(server).statusCode() == 200);
    }

    private static HttpResponse<String> ready(QuizServer server) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(server.url() + "api/ws/health/ready"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void playersOfBothNodesPlayOneQuiz() throws Exception {
        try (WebSocketPeer host = guests.host(a.url());
                WebSocketPeer ann = guests.player(a.url(), "Ann");
                WebSocketPeer bob = guests.player(b.url(), "Bob");
                WebSocketPeer eve = new QuizGuests().player(b.url(), "Bob")) {
            String quiz = open(host);
            assertThat(quiz).matches("A[A-Z]{3}");
            join(ann, quiz);
            assertThat(joinWhenKnown(bob, quiz).get("phase").getAsString()).isEqualTo("lobby");
            assertThat(eve.refusal("QUIZ_JOIN", data(quiz))).isEqualTo("name_taken");
            assertThat(bob.refusal("QUIZ_START", data(quiz))).isEqualTo("forbidden");
            bob.request("USER_READY", data(quiz));
            host.request("QUIZ_START", data(quiz));
            for (int index = 0; index < 2; index++) {
                JsonObject question = ann.await("QUESTION_START").getAsJsonObject("data");
                assertThat(bob.await("QUESTION_START").getAsJsonObject("data")).isEqualTo(question);
                ann.request("USER_ANSWER", answer(quiz, index));
                assertThat(bob.refusal("USER_ANSWER", "{\"quiz\":\"" + quiz + "\"}"))
                        .isEqualTo("bad_data");
                bob.request("USER_ANSWER", answer(quiz, index));
                assertThat(bob.await("ANSWER_RESULT")
                                .getAsJsonObject("data")
                                .get("choice")
                                .getAsInt())
                        .isEqualTo(1);
            }
            JsonObject scores = ann.await("QUIZ_END").getAsJsonObject("data");
            assertThat(scores.getAsJsonArray("scores")).hasSize(2);
            assertThat(bob.await("QUIZ_END").getAsJsonObject("data")).isEqualTo(scores);
            assertThat(eve.texts()).noneMatch(text -> text.contains("QUIZ_END"));
        }
    }

    @Test
    void tokenOfOneNodeIsGoodAtTheOther() throws Exception {
        guests.player(a.url(), "Ann").close();
        String token = guests.token("Ann");
        String user = guests.user("Ann");
        try (WebSocketPeer host = guests.host(a.url());
                WebSocketPeer ann = QuizGuests.connect(b.url(), token)) {
            joinWhenKnown(ann, open(host));
        }
        guests.player(b.url(), "Ann").close();
        assertThat(guests.user("Ann")).as("after a login at the other node").isEqualTo(user);
    }

    @Test
    void playerWhoLeavesFromAnotherNodeIsNoLongerAwaited() throws Exception {
        try (WebSocketPeer host = guests.host(a.url());
                WebSocketPeer ann = guests.player(b.url(), "Ann")) {
            String quiz = open(host);
            try (WebSocketPeer bob = guests.player(b.url(), "Bob")) {
                joinWhenKnown(ann, quiz);
                join(bob, quiz);
            }
            awaitOffline(ann, quiz, "Bob");
            assertThat(ann.request("USER_HEARTBEAT", data(quiz))
                            .getAsJsonObject()
                            .get("serverTime")
                            .getAsLong())
                    .isPositive();
        }
    }

    @Test
    void quizGoesOnWhenTheNodeOfItsHostComesBack() throws Exception {
        String quiz;
        try (WebSocketPeer host = guests.host(a.url());
                WebSocketPeer ann = guests.player(b.url(), "Ann")) {
            quiz = open(host);
            joinWhenKnown(ann, quiz);
            host.request("QUIZ_START", data(quiz));
            ann.await("QUESTION_START");
            a.close();
            await().atMost(PATIENCE)
                    .until(() -> ann.refusal("USER_HEARTBEAT", data(quiz)).equals("away"));
            a = start("A");
            assertThat(ann.awaitClose()).as("asked to connect again").isEqualTo(1012);
        }
        try (WebSocketPeer ann = guests.player(b.url(), "Ann")) {
            assertThat(joinWhenKnown(ann, quiz).get("phase").getAsString()).isEqualTo("question");
            ann.request("USER_ANSWER", answer(quiz, 0));
            ann.await("QUESTION_END");
        }
    }

    @Test
    void nodeIsNotReadyWithoutRedisAndSaysWhy() throws Exception {
        redis.kill();
        await().atMost(PATIENCE).until(() -> ready(a).statusCode() == 503);
        assertThat(ready(a).body()).contains("cluster: what other nodes publish is not known to arrive");
        try (WebSocketPeer host = guests.host(a.url());
                WebSocketPeer ann = guests.player(a.url(), "Ann")) {
            String quiz = open(host);
            join(ann, quiz);
            host.request("QUIZ_START", data(quiz));
            ann.await("QUESTION_START");
        }
        redis.restart();
        awaitReady(a);
    }

    @Test
    void nodeNeedsALetterOfItsOwn() {
        assertThat(QuizNode.read(Map.of("HUB_REDIS_ADDRESS", "x"))).isEmpty();
        assertThatThrownBy(() -> QuizNode.read(Map.of("QUIZ_NODE", "I")))
                .hasMessage("QUIZ_NODE: I (expected: a letter from A to Z, but not I or O)");
        assertThatThrownBy(() -> QuizNode.read(Map.of("QUIZ_NODE", "A", "HUB_REDIS_ADDRESS", "x")))
                .hasMessage("HUB_REDIS_ADDRESS: x (expected: host:port)");
    }

    @Test
    void nodesNeedASecretThatIsGiven() {
        Map<String, String> environment = Map.of("QUIZ_NODE", "C", "HUB_REDIS_ADDRESS", "127.0.0.1:" + redis.port());
        assertThatThrownBy(() ->
                        QuizServer.start(QuizSettings.read(List.of("0"), environment), QuizNode.read(environment)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("QUIZ_SECRET: missing (expected: the same at all nodes)");
    }

    private static void awaitOffline(WebSocketPeer peer, String quiz, String name) throws Exception {
        await().atMost(PATIENCE)
                .until(() -> join(peer, quiz).getAsJsonArray("players").asList().stream()
                        .map(player -> player.getAsJsonObject())
                        .anyMatch(player -> player.get("name").getAsString().equals(name)
                                && !player.get("online").getAsBoolean()));
    }

    /** A node may not have heard yet of the one that runs the quiz. */
    private static JsonObject joinWhenKnown(WebSocketPeer peer, String quiz) {
        return await().atMost(PATIENCE)
                .ignoreExceptionsMatching(AssertionError.class::isInstance)
                .until(() -> join(peer, quiz), state -> true);
    }

    private static JsonObject join(WebSocketPeer peer, String quiz) throws Exception {
        return peer.request("QUIZ_JOIN", data(quiz)).getAsJsonObject();
    }

    private static String open(WebSocketPeer host) throws Exception {
        String quiz =
                host.request("QUIZ_OPEN", "{}").getAsJsonObject().get("quiz").getAsString();
        host.request("QUIZ_JOIN", data(quiz));
        return quiz;
    }

    private static String data(String quiz) {
        return "{\"quiz\":\"" + quiz + "\"}";
    }

    private static String answer(String quiz, int index) {
        return "{\"quiz\":\"" + quiz + "\",\"question\":" + index + ",\"choice\":1}";
    }
}
