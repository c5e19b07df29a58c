package io.shardhub.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.shardhub.examples.container.Container;
import io.shardhub.examples.quiz.QuizGuests;
import io.shardhub.redis.fixture.Ports;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The servers as people start them, after {@code mvn package}. */
class ScriptsIT {

    private static final Pattern QUIZ_READY = Pattern.compile("(http://\\S+)");
    private static final Pattern SOCKET_READY = Pattern.compile("(ws://\\S+)");

    @TempDir
    private Path data;

    @Test
    void aKilledQuizServerGoesOnWhereItWas() throws Exception {
        QuizGuests guests = new QuizGuests();
        String quiz;
        JsonObject question;
        try (ServerProcess server = quizServer()) {
            String url = server.awaitLine(QUIZ_READY);
            try (WebSocketPeer host = guests.host(url);
                    WebSocketPeer ann = guests.player(url, "Ann")) {
                quiz = host.request("QUIZ_OPEN", "{}")
                        .getAsJsonObject()
                        .get("quiz")
                        .getAsString();
                ann.request("QUIZ_JOIN", "{\"quiz\":\"" + quiz + "\"}");
                host.request("QUIZ_START", "{\"quiz\":\"" + quiz + "\"}");
                question = ann.await("QUESTION_START").getAsJsonObject("data");
                server.kill();
            }
        }
        try (ServerProcess server = quizServer()) {
            try (WebSocketPeer ann = guests.player(server.awaitLine(QUIZ_READY), "Ann")) {
                JsonObject state =
                        ann.request("QUIZ_JOIN", "{\"quiz\":\"" + quiz + "\"}").getAsJsonObject();
                JsonObject again = state.getAsJsonObject("question");
                assertThat(again.get("text")).isEqualTo(question.get("text"));
                assertThat(again.get("remainingMs").getAsLong()).isBetween(60_000L, 100_000L);

                server.stop();

                ann.await("hub.reconnect");
                assertThat(ann.awaitClose()).isEqualTo(1001);
            }
            server.awaitExit();
            assertThat(server.out()).as("all that it says").hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void aBenchServerEchoesInEveryContainer(Container container) throws Exception {
        echoes("bench-server", Map.of("CONTAINER", container.toString(), "SHARDS", "2"));
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void anAsynchronousLoopEchoesInEveryContainer(Container container) throws Exception {
        echoes("comparison-server", Map.of("CONTAINER", container.toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tomcat", "jetty", "tyrus"})
    void aBlockingLoopEchoes(String container) throws Exception {
        echoes("comparison-server", Map.of("CONTAINER", container, "SERVER", "blocking"));
    }

    @Test
    void aBlockingLoopIsRefusedWhereItWouldBlockTheThreadsThatWrite() throws Exception {
        try (ServerProcess server = start("comparison-server", Map.of("CONTAINER", "undertow", "SERVER", "blocking"))) {
            assertThat(server.awaitExit()).isEqualTo(1);
            server.awaitLine(Pattern.compile("(CONTAINER)"));
            assertThat(server.lines())
                    .containsExactly("CONTAINER: undertow (expected: another one, its threads must not block)");
        }
    }

    @Test
    void aServerOnNettyEchoes() throws Exception {
        echoes("comparison-server", Map.of("SERVER", "netty"));
    }

    private static void echoes(String script, Map<String, String> settings) throws Exception {
        String port = Integer.toString(Ports.free());
        Map<String, String> environment = new HashMap<>(settings);
        environment.put("PORT", port);
        try (ServerProcess server = start(script, environment)) {
            String url = server.awaitLine(SOCKET_READY);
            assertThat(url).isEqualTo("ws://127.0.0.1:" + port + "/ws");
            try (WebSocketPeer peer = WebSocketPeer.connect(url + "?user=1")) {
                peer.sendText("{\"type\":\"ECHO\",\"data\":\"x\"}");
                assertThat(peer.awaitText("ECHO")).isEqualTo("{\"type\":\"ECHO\",\"data\":\"x\"}");
            }
            server.stop();
            server.awaitExit();
        }
    }

    @Test
    void anUnknownContainerIsOneClearLine() throws Exception {
        try (ServerProcess server = start("bench-server", Map.of("CONTAINER", "netty"))) {
            assertThat(server.awaitExit()).isEqualTo(1);
            server.awaitLine(Pattern.compile("(CONTAINER)"));
            assertThat(server.lines())
                    .containsExactly("CONTAINER: netty (expected: one of tomcat, tomcat10, jetty, tyrus, undertow)");
        }
    }

    private ServerProcess quizServer() throws Exception {
        Map<String, String> environment =
                new HashMap<>(Map.of("PORT", "0", "QUIZ_DATA", data.toString(), "QUIZ_QUESTION_SECONDS", "100"));
        return start("run-main", environment, "io.shardhub.examples.quiz.QuizServer");
    }

    private static ServerProcess start(String script, Map<String, String> environment, String... arguments)
            throws Exception {
        Path path = Path.of("bin", script).toAbsolutePath();
        return ServerProcess.start(
                arguments.length == 0 ? List.of(path.toString()) : List.of(path.toString(), arguments[0]), environment);
    }
}
