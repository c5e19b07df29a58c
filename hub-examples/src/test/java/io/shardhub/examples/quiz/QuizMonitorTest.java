package io.shardhub.examples.quiz;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.shardhub.examples.WebSocketPeer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may look at the hub of the quiz. */
@SuppressWarnings("NullAway.Init") // by each test
class QuizMonitorTest {

    private static final String TOKEN = "let-me-look-at-it";

    @TempDir
    private Path directory;

    private QuizServer server;

    private void start(Map<String, String> changes) throws IOException {
        Map<String, String> environment = new HashMap<>(changes);
        environment.put("QUIZ_DATA", directory.toString());
        server = QuizServer.start(QuizSettings.read(List.of("0"), environment));
    }

    @AfterEach
    void closeServer() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"metrics", "metrics/prometheus", "shards", "connections", "dashboard", "dashboard/ticket"})
    void nobodySeesMoreThanTheHealthUnlessAskedTo(String path) throws Exception {
        start(Map.of());
        assertThat(get("health", "").statusCode()).isEqualTo(200);
        assertThat(get("health/ready", "").body()).contains("\"ready\":true");
        assertThat(get(path, "").statusCode()).isEqualTo(403);
        assertThat(get(path, "Bearer " + TOKEN).statusCode()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"metrics", "metrics/prometheus", "shards", "connections", "dashboard", "dashboard/ticket"})
    void whoHasTheTokenSeesAll(String path) throws Exception {
        start(Map.of("QUIZ_MONITOR_TOKEN", TOKEN));
        String pair = Base64.getEncoder().encodeToString(("ops:" + TOKEN).getBytes(StandardCharsets.UTF_8));
        assertThat(get(path, "").statusCode()).isEqualTo(401);
        assertThat(get(path, "Bearer " + TOKEN + "!").statusCode()).isEqualTo(401);
        assertThat(get(path, "Bearer " + TOKEN).statusCode()).isEqualTo(200);
        assertThat(get(path, "Basic " + pair).statusCode()).isEqualTo(200);
    }

    @Test
    void playersAreCountedAndAreToldNothing() throws Exception {
        start(Map.of("QUIZ_MONITOR_TOKEN", TOKEN));
        try (WebSocketPeer ann = new QuizGuests().player(server.url(), "Ann")) {
            assertThat(ann.refusal("hub.metrics", "{}")).isEqualTo("forbidden");
            JsonObject metrics = JsonParser.parseString(
                            get("metrics", "Bearer " + TOKEN).body())
                    .getAsJsonObject();
            assertThat(metrics.get("active_connections").getAsInt()).isEqualTo(1);
            assertThat(get("metrics/prometheus", "Bearer " + TOKEN).body())
                    .containsPattern("(?m)^shardhub_connections\\S* 1\\.0$");
        }
    }

    private HttpResponse<String> get(String path, String authorization) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(server.url()).resolve("/api/ws/" + path));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
