package io.shardhub.jakarta.monitor;

import static io.shardhub.jakarta.monitor.WatchedHub.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.shardhub.CloseCode;
import io.shardhub.CloseReason;
import io.shardhub.HubState;
import io.shardhub.Message;
import io.shardhub.Priority;
import io.shardhub.auth.Identity;
import io.shardhub.contract.RecordingConnection;
import io.shardhub.jakarta.monitor.MonitorAuthorizer.Access;
import io.shardhub.snapshot.Alert;
import io.shardhub.snapshot.DropCause;
import io.shardhub.snapshot.InboundSnapshot;
import io.shardhub.snapshot.RefusalCause;
import io.shardhub.transport.Receiver;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a busy hub answers is what the schemas say, and the schemas say nothing that never comes. */
final class SchemaTest {

    private static final Schemas SCHEMAS = new Schemas();

    private static WatchedHub hub;
    private static Monitor monitor;

    @BeforeAll
    static void start() {
        hub = new WatchedHub();
        monitor = new Monitor(hub.manager, request -> Access.ALLOWED).withPage("/ws");
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    private static String ask(String path, String... parameters) {
        return text(monitor.handle(get(path, parameters)));
    }

    private static String text(MonitorResponse answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    /** Clients come and go and are moved, messages wait, are dropped and refused, while everything is read. */
    @ParameterizedTest
    @CsvSource({
        "/health, health",
        "/health/live, health",
        "/health/ready, health",
        "/metrics, metrics",
        "/shards, shards",
        "/connections, connections",
        "/dashboard/ticket, ticket"
    })
    void answersAreAsTheSchemaSays(String path, String schema) throws Exception {
        Set<String> seen = new TreeSet<>();
        SchemaFields fields = new SchemaFields(SCHEMAS, schema);
        for (int round = 0; round < 10; round++) {
            Receiver passing = hub.manager.accept(
                    new RecordingConnection(RecordingConnection.Mode.PENDING), Identity.of("passing"));
            hub.manager.hub().broadcast(Message.text("round " + round));
            if (round % 4 == 1) {
                hub.manager.hub().drainShard(1).get(30, TimeUnit.SECONDS);
            } else if (round % 4 == 3) {
                hub.manager.hub().reopenShard(1).get(30, TimeUnit.SECONDS);
            }
            passing.text("{\"type\":\"nobody knows it\"}");
            String answer = ask(path);
            assertThat(SCHEMAS.errors(schema, answer)).as(answer).isEmpty();
            seen.addAll(fields.in(JsonParser.parseString(answer)));
            passing.closed(CloseReason.of(CloseCode.NORMAL, "bye"));
        }
        assertThat(seen).isEqualTo(new TreeSet<>(fields.described().keySet()));
    }

    @Test
    void errorsAreAsTheSchemaSays() {
        Monitor closed = new Monitor(hub.manager, MonitorAuthorizer.DENY);
        for (MonitorResponse answer : List.of(
                monitor.handle(get("/nothing")),
                monitor.handle(get("/metrics", "x", "1")),
                monitor.handle(WatchedHub.request("POST", "/metrics", Map.of())),
                closed.handle(get("/metrics")))) {
            assertThat(answer.status()).isBetween(400, 499);
            assertThat(SCHEMAS.errors("error", text(answer))).isEmpty();
        }
    }

    @Test
    void aHubThatIsNotRunningIsAsTheSchemaSays() {
        WatchedHub stopped = new WatchedHub();
        stopped.close();
        Monitor of = new Monitor(stopped.manager, request -> Access.ALLOWED);
        for (String schema : List.of("health", "metrics", "shards", "connections")) {
            assertThat(SCHEMAS.errors(schema, text(of.handle(get("/" + schema)))))
                    .isEmpty();
        }
    }

    @Test
    void theReplyToHubMetricsIsAsTheSchemaSays() {
        hub.manager.allowMetrics(client -> true);
        RecordingConnection connection = new RecordingConnection();
        hub.manager.accept(connection, Identity.of("eye")).text("{\"type\":\"hub.metrics\",\"id\":\"1\"}");
        await().until(() -> connection.texts().stream().anyMatch(text -> text.contains("hub.reply")));
        String reply = connection.texts().stream()
                .filter(text -> text.contains("hub.reply"))
                .findFirst()
                .orElseThrow();
        JsonElement data = JsonParser.parseString(reply).getAsJsonObject().get("data");
        assertThat(SCHEMAS.errors("metrics", data.toString())).isEmpty();
    }

    /** So that the other tests cannot pass because nothing is checked. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "active_connections | '\"7\"' | string found, integer expected",
                "active_connections | -1 | minimum value of 0",
                "time | '\"yesterday\"' | date-time",
                "unknown | 1 | not defined in the schema",
                "books | {} | required property 'accepted'",
                "alerts | '[{\"kind\":\"none\",\"value\":1,\"threshold\":1,\"since\":\"2030-01-01T00:00:00Z\",\"text\":\"\"}]' | kind"
            })
    void whatIsOtherwiseIsFound(String field, String value, String complaint) {
        JsonObject metrics = JsonParser.parseString(ask("/metrics")).getAsJsonObject();
        metrics.add(field, JsonParser.parseString(value));
        assertThat(SCHEMAS.errors("metrics", metrics.toString()))
                .anySatisfy(error -> assertThat(error).contains(complaint));
    }

    static Stream<Map.Entry<String, Set<String>>> valuesInJava() {
        return Map.of(
                "priority", names(Priority.values()),
                "hub_state", names(HubState.values()),
                "alert_kind", names(Alert.Kind.values()),
                "drop_cause", names(DropCause.values()),
                "refusal_cause", names(RefusalCause.values()),
                "fault", InboundSnapshot.FAULTS)
                .entrySet()
                .stream();
    }

    private static Set<String> names(Enum<?>[] constants) {
        return Arrays.stream(constants)
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @MethodSource("valuesInJava")
    void valuesAreComplete(Map.Entry<String, Set<String>> definition) {
        assertThat(SCHEMAS.values(definition.getKey()).keySet()).isEqualTo(definition.getValue());
    }
}
