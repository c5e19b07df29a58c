package io.shardhub.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.shardhub.examples.quiz.QuizGuests;
import io.shardhub.examples.quiz.QuizServer;
import io.shardhub.examples.quiz.QuizServerRig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The log of the quiz as Logstash would read it. */
@SuppressWarnings("NullAway.Init") // by each test
class JsonLogTest {

    private static final Pattern READY = Pattern.compile("The quiz is at (http://\\S+)");

    @TempDir
    private Path data;

    private ServerProcess server;

    private void start(Map<String, String> changes) throws IOException {
        server = ServerProcess.start(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        QuizServer.class.getName(),
                        "0"),
                QuizServerRig.environment(data, changes));
    }

    @AfterEach
    void closeServer() {
        server.close();
    }

    @Test
    void everyLineIsAnObjectWithTheKeysOfItsEvent() throws Exception {
        start(Map.of("LOG_FORMAT", "json", "LOG_LEVEL", "debug"));
        try (WebSocketPeer ann = new QuizGuests().player(server.awaitLine(READY), "Ann")) {
            ann.await("hub.welcome");
        }
        awaitEvent("client_disconnected");
        server.stop();
        awaitEvent("hub_stopped");

        Map<String, JsonObject> events = new HashMap<>();
        for (String line : server.err()) {
            assertThat(line).startsWith("{").endsWith("}");
            JsonObject object = JsonParser.parseString(line).getAsJsonObject();
            OffsetDateTime.parse(text(object, "@timestamp"));
            assertThat(object.keySet()).contains("message", "level", "logger_name", "thread_name");
            if (object.has("event")) {
                events.put(text(object, "event"), object);
            }
        }
        assertThat(events.keySet()).contains("hub_started", "client_connected", "client_disconnected", "hub_stopped");
        assertThat(events.values())
                .allSatisfy(event -> assertThat(text(event, "node")).isEqualTo("quiz"));
        JsonObject came = events.get("client_connected");
        JsonObject went = events.get("client_disconnected");
        assertThat(text(came, "message")).contains(text(came, "client"));
        assertThat(came.get("shard").getAsInt()).isBetween(0, 63);
        assertThat(went.get("client")).isEqualTo(came.get("client"));
        assertThat(went.get("code").getAsInt()).isEqualTo(1000);
    }

    @Test
    void aWarningSaysWhatIsAmissAndWhere() throws Exception {
        start(Map.of(
                "LOG_FORMAT", "json",
                "QUIZ_NODE", "A",
                "QUIZ_SECRET", "0123456789abcdef0123456789abcdef",
                "HUB_REDIS_ADDRESS", "127.0.0.1:" + portOfNobody()));
        awaitEvent("redis_disconnected");
        JsonObject warning = server.err().stream()
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .filter(line -> line.has("event") && text(line, "event").equals("redis_disconnected"))
                .findFirst()
                .orElseThrow();
        assertThat(text(warning, "level")).isEqualTo("WARN");
        assertThat(text(warning, "node")).isEqualTo("quiz-a");
        assertThat(text(warning, "connection")).isNotEmpty();
        assertThat(text(warning, "message")).startsWith("node quiz-a: ");
    }

    private static int portOfNobody() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitEvent(String event) {
        Awaitility.await(event)
                .atMost(Duration.ofSeconds(30))
                .until(() -> server.err().stream().anyMatch(line -> line.contains("\"event\":\"" + event + "\"")));
    }

    @ParameterizedTest
    @CsvSource({"LOG_FORMAT, xml, 'text, json'", "LOG_LEVEL, loud, 'error, warn, info, debug, trace'"})
    void whatLogbackDoesNotKnowIsRefused(String name, String value, String known) throws Exception {
        start(Map.of(name, value));
        assertThat(server.awaitExit()).isEqualTo(1);
        assertThat(server.err()).contains(name + ": " + value + " (expected: one of " + known + ")");
    }

    private static String text(JsonObject object, String name) {
        return object.get(name).getAsString();
    }
}
