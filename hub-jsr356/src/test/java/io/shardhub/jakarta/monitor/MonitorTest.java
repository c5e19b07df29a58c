package io.shardhub.jakarta.monitor;

import static io.shardhub.jakarta.monitor.WatchedHub.get;
import static io.shardhub.jakarta.monitor.WatchedHub.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.shardhub.HubState;
import io.shardhub.auth.Handshake;
import io.shardhub.jakarta.monitor.MonitorAuthorizer.Access;
import io.shardhub.monitor.ConnectionPage;
import io.shardhub.monitor.ConnectionQuery;
import io.shardhub.monitor.Monitored;
import io.shardhub.snapshot.HubHealth;
import io.shardhub.snapshot.MetricsSnapshot;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked of a monitor, and what it answers. */
final class MonitorTest {

    private static WatchedHub hub;

    private final Monitor monitor = new Monitor(hub.manager, request -> Access.ALLOWED);

    @BeforeAll
    static void start() {
        hub = new WatchedHub();
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    private static String text(MonitorResponse response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    private static JsonObject json(MonitorResponse response) {
        assertThat(response.headers()).containsEntry("Content-Type", "application/json");
        return JsonParser.parseString(text(response)).getAsJsonObject();
    }

    private static String error(MonitorResponse response) {
        return json(response).get("error").getAsString();
    }

    private JsonArray connections(String... parameters) {
        return json(monitor.handle(get("/connections", parameters))).getAsJsonArray("connections");
    }

    @Test
    void metricsKeepTheirNames() {
        JsonObject metrics = json(monitor.handle(get("/metrics")));
        assertThat(metrics.get("active_connections").getAsInt()).isEqualTo(WatchedHub.CLIENTS);
        int sum = 0;
        for (JsonElement clients : metrics.getAsJsonArray("connections_per_shard")) {
            sum += clients.getAsInt();
        }
        assertThat(sum).isEqualTo(WatchedHub.CLIENTS);
        assertThat(metrics.get("messages_sent").getAsLong()).isPositive();
        assertThat(metrics.get("messages_received").getAsLong()).isEqualTo(4);
        assertThat(metrics.get("average_processing_time_ms").getAsDouble()).isPositive();
        assertThat(metrics.get("error_count").getAsLong()).isEqualTo(1);
        assertThat(metrics.get("last_error").getAsString())
                .isEqualTo("the handler of fail: java.lang.IllegalStateException: <script>");
        assertThat(Instant.parse(metrics.get("last_error_time").getAsString()))
                .isAfterOrEqualTo(Instant.parse(metrics.get("start_time").getAsString()));
    }

    @Test
    void theBooksInTheJsonBalance() {
        JsonObject books = json(monitor.handle(get("/metrics"))).getAsJsonObject("books");
        long dropped = 0;
        for (Map.Entry<String, JsonElement> cause :
                books.getAsJsonObject("dropped").entrySet()) {
            dropped += cause.getValue().getAsLong();
        }
        assertThat(books.get("accepted").getAsLong())
                .isEqualTo(books.get("sent").getAsLong()
                        + books.get("conflated").getAsLong()
                        + books.get("waiting").getAsLong()
                        + dropped);
    }

    @Test
    void nothingOfPeersCanBecomeMarkup() {
        assertThat(text(monitor.handle(get("/metrics"))))
                .doesNotContain("<", ">")
                .contains("\\u003cscript\\u003e");
    }

    @Test
    void connectionsComeInPagesWithoutSecrets() {
        MonitorResponse answer = monitor.handle(get("/connections", "limit", "3", "offset", "5"));
        assertThat(json(answer).get("total").getAsInt()).isEqualTo(WatchedHub.CLIENTS);
        assertThat(json(answer).getAsJsonArray("connections")).hasSize(2);
        assertThat(text(monitor.handle(get("/connections")))).doesNotContain("secret", "192.0.2.1");
        assertThat(connections("user", "user3")).hasSize(1);
        assertThat(connections("topic", "news")
                        .get(0)
                        .getAsJsonObject()
                        .get("user_id")
                        .getAsString())
                .isEqualTo("user0");
        assertThat(connections("shard", "0").size() + connections("shard", "1").size())
                .isEqualTo(WatchedHub.CLIENTS);
        assertThat(connections("shard", "9")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/connections|limit|0|limit: 0 (expected: 1 to 1000)",
                "/connections|limit|1001|limit: 1001 (expected: 1 to 1000)",
                "/connections|limit|ten|limit: ten (expected: 1 to 1000)",
                "/connections|limit|99999999999|limit: 99999999999 (expected: 1 to 1000)",
                "/connections|offset|-1|offset: -1 (expected: a whole number from 0)",
                "/connections|shard|x|shard: x (expected: a whole number from 0)",
                "/connections|user|''|user: 0 chars (expected: 1 to 256)",
                "/connections|page|2|unknown parameter: page (expected: one of [limit, offset, shard, topic, user])",
                "/metrics|x|1|unknown parameter: x (expected: none)",
                "/metrics/prometheus|x|1|unknown parameter: x (expected: none)",
                "/health|x|1|unknown parameter: x (expected: none)"
            })
    void aBadParameterIsRefusedWithItsRule(String path, String name, String value, String message) {
        MonitorResponse answer = monitor.handle(get(path, name, value));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(error(answer)).isEqualTo(message);
    }

    @Test
    void aParameterIsGivenOnce() {
        MonitorResponse answer = monitor.handle(request("GET", "/connections", Map.of("limit", List.of("1", "2"))));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(error(answer)).isEqualTo("limit: given 2 times (expected: once)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/metrics/", "/METRICS", "/nothing", "/../metrics"})
    void elsewhereIsNothing(String path) {
        assertThat(monitor.handle(get(path)).status()).isEqualTo(404);
    }

    @Test
    void onlyGetAndHeadAreAllowed() {
        for (String method : List.of("POST", "PUT", "DELETE", "OPTIONS", "TRACE", "get")) {
            MonitorResponse answer = monitor.handle(request(method, "/metrics", Map.of()));
            assertThat(answer.status()).as(method).isEqualTo(405);
            assertThat(answer.headers()).containsEntry("Allow", "GET, HEAD");
        }
        assertThat(monitor.handle(request("HEAD", "/metrics", Map.of())).status())
                .isEqualTo(200);
    }

    @Test
    void nobodyKeepsOrSniffsAnAnswer() {
        for (String path : List.of("/metrics", "/health", "/nothing")) {
            assertThat(monitor.handle(get(path)).headers())
                    .containsEntry("Cache-Control", "no-store")
                    .containsEntry("X-Content-Type-Options", "nosniff")
                    .containsEntry("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        }
    }

    @Test
    void withoutARightThereIsOnlyHealth() {
        Monitor closed = new Monitor(hub.manager, MonitorAuthorizer.DENY);
        for (String path : List.of("/metrics", "/metrics/prometheus", "/shards", "/connections")) {
            assertThat(closed.handle(get(path)).status()).as(path).isEqualTo(403);
            assertThat(error(closed.handle(get(path)))).isEqualTo("not allowed");
        }
        assertThat(closed.handle(get("/connections", "limit", "bad")).status()).isEqualTo(403);
        assertThat(closed.handle(get("/health/live")).status()).isEqualTo(200);
    }

    @Test
    void anAuthorizerThatThrowsOpensNothing() {
        Monitor broken = new Monitor(hub.manager, request -> {
            throw new IllegalStateException("no");
        });
        assertThat(broken.handle(get("/metrics")).status()).isEqualTo(500);
    }

    private static Handshake with(String authorization) {
        return new Handshake("/", Map.of(), Map.of("authorization", List.of(authorization)), "", Optional.empty());
    }

    @Test
    void tokensAndPasswordsAreCompared() {
        MonitorAuthorizer either =
                MonitorAuthorizer.bearer("0123456789abcdef").or(MonitorAuthorizer.basic("ops", "password"));
        assertThat(either.accessOf(with("Bearer 0123456789abcdef"))).isEqualTo(Access.ALLOWED);
        assertThat(either.accessOf(with("Basic b3BzOnBhc3N3b3Jk"))).isEqualTo(Access.ALLOWED);
        assertThat(either.accessOf(with("bearer 0123456789abcdef")))
                .as("the case of the scheme does not matter, that of the token does")
                .isEqualTo(Access.ALLOWED);
        assertThat(either.accessOf(with("Basic 0123456789abcdef"))).isEqualTo(Access.UNAUTHENTICATED);
        assertThat(either.accessOf(with("Bearer 0123456789abcdeF"))).isEqualTo(Access.UNAUTHENTICATED);
        assertThat(either.accessOf(with(""))).isEqualTo(Access.UNAUTHENTICATED);
        MonitorResponse answer = new Monitor(hub.manager, either).handle(get("/metrics"));
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.headers().get("WWW-Authenticate")).startsWith("Basic realm=\"shardhub\"");
        assertThatThrownBy(() -> MonitorAuthorizer.bearer("short"))
                .hasMessage("token: 5 chars (expected: at least 16)");
        assertThatThrownBy(() -> MonitorAuthorizer.basic("a:b", "password")).hasMessageContaining("without colon");
    }

    @Test
    void healthSaysWhyItIsNot() {
        assertThat(monitor.handle(get("/health")).status()).isEqualTo(200);
        assertThat(text(monitor.handle(get("/health"))))
                .isEqualTo("{\"live\":true,\"ready\":true,\"reasons\":[],\"state\":\"running\"}");
        WatchedHub drained = new WatchedHub();
        try (drained) {
            Monitor of = new Monitor(drained.manager, MonitorAuthorizer.DENY);
            var unused = drained.manager.cluster().drain("watched");
            assertThat(of.handle(get("/health")).status()).isEqualTo(503);
            assertThat(of.handle(get("/health/ready")).status()).isEqualTo(503);
            assertThat(of.handle(get("/health/live")).status()).isEqualTo(200);
            assertThat(text(of.handle(get("/health"))))
                    .contains("\"ready\":false", "\"reasons\":[\"node watched is being drained\"]");
        }
        MonitorResponse stopped = new Monitor(drained.manager, MonitorAuthorizer.DENY).handle(get("/health/live"));
        assertThat(stopped.status()).isEqualTo(503);
        assertThat(text(stopped)).contains("\"state\":\"stopped\"", "hub watched is STOPPED");
    }

    /** Anybody may ask for it, as often as he likes. */
    @Test
    void healthMeasuresNothingAndLooksAtNoClient() {
        List<String> asked = new ArrayList<>();
        Monitored sick = new Monitored() {
            @Override
            public HubHealth health() {
                return new HubHealth("h", HubState.RUNNING, List.of("shard 0 has no thread"), List.of());
            }

            @Override
            public MetricsSnapshot metrics() {
                asked.add("measurements");
                return hub.manager.metrics();
            }

            @Override
            public ConnectionPage connections(ConnectionQuery query) {
                asked.add("clients");
                return hub.manager.connections(query);
            }
        };
        Monitor of = new Monitor(sick, MonitorAuthorizer.DENY);
        asked.clear(); // what Prometheus needs to begin with
        MonitorResponse answer = of.handle(get("/health"));
        assertThat(asked).isEmpty();
        assertThat(answer.status()).isEqualTo(503);
        assertThat(text(answer))
                .isEqualTo(
                        "{\"live\":false,\"ready\":false,\"reasons\":[\"shard 0 has no thread\"],\"state\":\"running\"}");
    }

    @Test
    void pagesTogetherShowEverybodyOnce() {
        assertThat(json(monitor.handle(get("/shards"))).getAsJsonArray("shards"))
                .hasSize(2);
        Set<String> ids = new TreeSet<>();
        for (int offset = 0; offset < WatchedHub.CLIENTS; offset += 2) {
            for (JsonElement connection : connections("limit", "2", "offset", Integer.toString(offset))) {
                ids.add(connection.getAsJsonObject().get("id").getAsString());
            }
        }
        assertThat(ids).hasSize(WatchedHub.CLIENTS);
    }
}
