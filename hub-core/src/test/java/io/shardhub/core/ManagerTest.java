package io.shardhub.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.shardhub.Client;
import io.shardhub.CloseCode;
import io.shardhub.CloseReason;
import io.shardhub.HubListener;
import io.shardhub.PublishResult;
import io.shardhub.auth.Identity;
import io.shardhub.contract.RecordingConnection;
import io.shardhub.core.testing.HubRig;
import io.shardhub.core.testing.ManualRuntime;
import io.shardhub.core.testing.QuietLog;
import io.shardhub.core.testing.RecordingListener;
import io.shardhub.options.HubOptions;
import io.shardhub.transport.Receiver;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The façade: arrivals, departures, subscriptions, the short ways to send. */
@ExtendWith(QuietLog.class)
final class ManagerTest {

    private static final CloseReason BYE = CloseReason.of(CloseCode.NORMAL, "bye");

    private final HubOptions options = HubRig.options(2).withName("node-a");
    private final ManualRuntime runtime = new ManualRuntime(3);
    private final RecordingListener listener = new RecordingListener();
    private final Manager manager = Manager.create(options, HubParts.defaults().withRuntime(runtime));
    private final RecordingConnection connection = new RecordingConnection();

    private Receiver join(String user) {
        return manager.accept(connection, Identity.of(user));
    }

    private List<String> textsAfterWelcome() {
        return connection.texts().subList(1, connection.texts().size());
    }

    /* --------------- Arrival and departure --------------- */

    @Test
    void welcomeComesFirstAndSaysWhatAClientNeeds() {
        manager.start();
        join("u");
        manager.hub().broadcast(io.shardhub.Message.text("urgent").withPriority(io.shardhub.Priority.CRITICAL));
        runtime.runUntilIdle();
        JsonObject welcome = JsonParser.parseString(connection.texts().get(0)).getAsJsonObject();
        assertThat(welcome.get("type").getAsString()).isEqualTo("hub.welcome");
        JsonObject data = welcome.getAsJsonObject("data");
        String id = manager.hub().clients().iterator().next().id();
        assertThat(data.get("client").getAsString()).isEqualTo(id).startsWith("node-a-");
        assertThat(data.get("node").getAsString()).isEqualTo("node-a");
        assertThat(data.get("pingIntervalMs").getAsLong()).isEqualTo(60_000);
        assertThat(data.get("maxMessageBytes").getAsLong())
                .isEqualTo(manager.maxMessageBytes())
                .isEqualTo(65_536);
        assertThat(textsAfterWelcome()).containsExactly("urgent");
    }

    @Test
    void listenersHearArrivalThenMessagesThenDeparture() {
        manager.on("m", String.class, request -> listener.note("message " + request.data()))
                .listen(listener)
                .start();
        Receiver receiver = join("u");
        receiver.text("{\"type\":\"m\",\"data\":\"1\"}");
        receiver.text("{\"type\":\"m\",\"data\":\"2\"}");
        receiver.closed(BYE);
        runtime.runUntilIdle();
        assertThat(listener.events()).containsExactly("connected u", "message 1", "message 2", "disconnected u 1000");
    }

    @Test
    void nothingIsHandledAfterTheDeparture() {
        manager.on("m", String.class, request -> listener.note("message"))
                .on("quick", String.class, io.shardhub.HandlerOptions.inline(), request -> listener.note("quick"))
                .listen(listener)
                .start();
        Receiver receiver = join("u");
        runtime.runUntilIdle();
        receiver.closed(BYE);
        receiver.text("{\"type\":\"m\"}");
        receiver.text("{\"type\":\"quick\"}");
        runtime.runUntilIdle();
        receiver.text("{\"type\":\"m\"}");
        receiver.text("{\"type\":\"quick\"}");
        receiver.pong();
        receiver.closed(BYE);
        runtime.runUntilIdle();
        assertThat(listener.events()).containsExactly("connected u", "disconnected u 1000");
    }

    @Test
    void listenerThatComesLaterHearsOnlyOfLaterClients() {
        manager.start();
        Receiver early = join("early");
        runtime.runUntilIdle();
        manager.listen(listener);
        Receiver late = join("late");
        runtime.runUntilIdle();
        early.closed(BYE);
        late.closed(BYE);
        runtime.runUntilIdle();
        assertThat(listener.events()).containsExactly("connected late", "disconnected late 1000");
    }

    @Test
    void listenerThatThrowsDoesNotKeepTheEventFromOthers() {
        manager.listen(new HubListener() {
                    @Override
                    public void connected(Client client) {
                        throw new IllegalStateException("connected");
                    }

                    @Override
                    public void disconnected(Client client, CloseReason reason) {
                        throw new AssertionError("disconnected");
                    }
                })
                .listen(listener)
                .start();
        join("u").closed(BYE);
        runtime.runUntilIdle();
        assertThat(listener.events()).containsExactly("connected u", "disconnected u 1000");
        assertThat(manager.inbound().failedEvents()).isEqualTo(2);
        assertThat(manager.inbound().faults()).isEmpty();
    }

    @Test
    void listenerMayTalkToTheClient() {
        manager.listen(new HubListener() {
                    @Override
                    public void connected(Client client) {
                        client.subscribe("news");
                        manager.publish("news", "HELLO", client.userId());
                    }
                })
                .start();
        join("u");
        runtime.runUntilIdle();
        assertThat(textsAfterWelcome()).containsExactly("{\"type\":\"HELLO\",\"topic\":\"news\",\"data\":\"u\"}");
    }

    /* --------------- Subscribing by one's own wish --------------- */

    @Test
    void wishesAreRefusedByDefault() {
        manager.start();
        join("u").text("{\"type\":\"hub.subscribe\",\"id\":\"1\",\"data\":{\"topic\":\"t\"}}");
        runtime.runUntilIdle();
        assertThat(textsAfterWelcome())
                .containsExactly("{\"type\":\"hub.reply\",\"id\":\"1\",\"error\":{\"code\":\"forbidden\","
                        + "\"message\":\"this topic is not allowed to you\"}}");
        assertThat(manager.publish("t", "X", 1)).isEqualTo(PublishResult.NO_TAKERS);
        assertThat(manager.inbound().faults()).isEqualTo(Map.of("forbidden", 1L));
    }

    @Test
    void ruleDecides() {
        manager.allowTopics((client, topic) -> topic.equals("of-" + client.userId()))
                .start();
        Receiver receiver = join("u");
        receiver.text("{\"type\":\"hub.subscribe\",\"id\":\"1\",\"data\":{\"topic\":\"of-v\"}}");
        receiver.text("{\"type\":\"hub.subscribe\",\"id\":\"2\",\"data\":{\"topic\":\"of-u\"}}");
        runtime.runUntilIdle();
        assertThat(manager.publish("of-v", "X", 1)).isEqualTo(PublishResult.NO_TAKERS);
        assertThat(manager.publish("of-u", "X", 2).accepted()).isEqualTo(1);
        receiver.text("{\"type\":\"hub.unsubscribe\",\"id\":\"3\",\"data\":{\"topic\":\"of-u\"}}");
        runtime.runUntilIdle();
        assertThat(manager.publish("of-u", "X", 3)).isEqualTo(PublishResult.NO_TAKERS);
        assertThat(textsAfterWelcome().subList(1, 4))
                .containsExactly(
                        "{\"type\":\"hub.reply\",\"id\":\"2\",\"data\":null}",
                        "{\"type\":\"X\",\"topic\":\"of-u\",\"data\":2}",
                        "{\"type\":\"hub.reply\",\"id\":\"3\",\"data\":null}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"topic\":null}", "{\"topic\":\"\"}", "null", "{\"topic\":{}}", "5"})
    void wishWithoutATopicIsRefused(String data) {
        manager.allowTopics((client, topic) -> true).start();
        Receiver receiver = join("u");
        receiver.text("{\"type\":\"hub.subscribe\",\"id\":\"1\",\"data\":" + data + "}");
        receiver.text("{\"type\":\"hub.unsubscribe\",\"id\":\"2\",\"data\":" + data + "}");
        runtime.runUntilIdle();
        assertThat(textsAfterWelcome()).hasSize(2).allMatch(text -> text.contains("\"code\":\"bad_data\""));
        assertThat(manager.inbound().faults()).isEqualTo(Map.of("bad_data", 2L));
    }

    @Test
    void wishesAreBounded() {
        manager.allowTopics((client, topic) -> true).start();
        Receiver receiver = join("u");
        for (int i = 0; i < 1_001; i++) {
            receiver.text("{\"type\":\"hub.subscribe\",\"id\":\"1\",\"data\":{\"topic\":\"t" + i + "\"}}");
            runtime.runUntilIdle();
        }
        assertThat(textsAfterWelcome().get(999)).contains("\"data\":null");
        assertThat(textsAfterWelcome().get(1_000)).contains("too_many_topics");
        Client client = manager.hub().clients().iterator().next();
        assertThat(client.topics()).hasSize(1_000);
        client.subscribe("by the application");
        runtime.runUntilIdle();
        assertThat(client.topics()).hasSize(1_001);
    }

    @Test
    void answerToAnOverlongTopicIsShort() {
        manager.allowTopics((client, topic) -> true).start();
        String topic = "x".repeat(30_000);
        join("u").text("{\"type\":\"hub.subscribe\",\"id\":\"1\",\"data\":{\"topic\":\"" + topic + "\"}}");
        runtime.runUntilIdle();
        assertThat(textsAfterWelcome()).hasSize(1);
        assertThat(textsAfterWelcome().get(0)).contains("bad_data").hasSizeLessThan(500);
    }

    @Test
    void ruleThatThrowsRefuses() {
        manager.allowTopics((client, topic) -> {
                    throw new IllegalStateException("rule");
                })
                .start();
        join("u").text("{\"type\":\"hub.subscribe\",\"id\":\"1\",\"data\":{\"topic\":\"t\"}}");
        runtime.runUntilIdle();
        assertThat(textsAfterWelcome()).hasSize(1);
        assertThat(textsAfterWelcome().get(0)).contains("handler_failed");
        assertThat(manager.publish("t", "X", 1)).isEqualTo(PublishResult.NO_TAKERS);
    }

    /* --------------- Short ways --------------- */

    @Test
    void shortWaysSendWhatTheySay() {
        manager.start();
        join("u");
        runtime.runUntilIdle();
        manager.broadcast("A", Map.of("x", 1));
        manager.sendToUser("u", "B", null);
        manager.hub().clients().forEach(client -> client.send("C", List.of(1, 2)));
        runtime.runUntilIdle();
        assertThat(textsAfterWelcome())
                .containsExactly(
                        "{\"type\":\"A\",\"data\":{\"x\":1}}", "{\"type\":\"B\"}", "{\"type\":\"C\",\"data\":[1,2]}");
        assertThat(manager.snapshot().name()).isEqualTo("node-a");
        assertThat(manager.snapshot().clients()).isEqualTo(1);
        assertThat(manager.refusal()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"'', 0", "toolong, 257"})
    void topicsHaveALength(String ignored, int length) {
        manager.start();
        join("u");
        runtime.runUntilIdle();
        Client client = manager.hub().clients().iterator().next();
        String topic = "x".repeat(length);
        assertThatThrownBy(() -> client.subscribe(topic))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("topic: " + length + " chars (expected: 1 to 256)");
        assertThatThrownBy(() -> client.unsubscribe(topic)).isInstanceOf(IllegalArgumentException.class);
    }
}
