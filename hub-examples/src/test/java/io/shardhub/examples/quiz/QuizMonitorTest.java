package io.shardhub.examples.quiz;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.shardhub.examples.WebSocketPeer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may look at the hub of the quiz. */
class QuizMonitorTest extends QuizServerRig {

    private static final String TOKEN = "let-me-look-at-it";

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
