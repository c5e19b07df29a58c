package io.shardhub.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.shardhub.Client;
import io.shardhub.CloseCode;
import io.shardhub.CloseReason;
import io.shardhub.HubListener;
import io.shardhub.Message;
import io.shardhub.Priority;
import io.shardhub.auth.Identity;
import io.shardhub.contract.RecordingConnection;
import io.shardhub.contract.RecordingConnection.Mode;
import io.shardhub.core.testing.HubRig;
import io.shardhub.core.testing.ManualRuntime;
import io.shardhub.core.testing.QuietLog;
import io.shardhub.monitor.ConnectionPage;
import io.shardhub.monitor.ConnectionQuery;
import io.shardhub.monitor.ConnectionSnapshot;
import io.shardhub.monitor.MonitorJson;
import io.shardhub.options.HubOptions;
import io.shardhub.options.MetricsOptions;
import io.shardhub.snapshot.MetricsSnapshot;
import io.shardhub.transport.Receiver;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a hub measures, to the last digit where nothing is estimated. */
@ExtendWith(QuietLog.class)
final class MetricsTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final ManualRuntime runtime = new ManualRuntime();
    private final List<RecordingConnection> connections = new ArrayList<>();
    private Manager manager = manager(HubRig.options(2));

    private Manager manager(HubOptions options) {
        Manager made = Manager.create(options, HubParts.defaults().withRuntime(runtime));
        made.on("slow", String.class, request -> runtime.skip(Duration.ofMillis(Integer.parseInt(request.data()))));
        made.on("broken", String.class, request -> {
            throw new IllegalStateException(request.data());
        });
        made.allowTopics((client, topic) -> true);
        return made.start();
    }

    private Receiver join(String user) {
        return join(user, Mode.SENT);
    }

    private Receiver join(String user, Mode mode) {
        RecordingConnection connection = new RecordingConnection(mode, 64);
        connections.add(connection);
        Receiver receiver = manager.accept(connection, Identity.of(user));
        runtime.runUntilIdle();
        return receiver;
    }

    private MetricsSnapshot metrics() {
        return manager.metrics();
    }

    private void pass(Duration time) {
        runtime.advance(time);
    }

    @Test
    void anIdleHubSaysWhenItStarted() {
        assertThat(metrics().startTime()).isEqualTo(START);
        pass(Duration.ofSeconds(90));
        assertThat(metrics().time()).isEqualTo(START.plusSeconds(90));
        assertThat(metrics().startTime()).isEqualTo(START);
        assertThat(metrics().activeConnections()).isZero();
        assertThat(metrics().lastError()).isNull();
        assertThat(metrics().delivery()).containsOnlyKeys(Priority.values());
    }

    @Test
    void connectionsAreCountedByShard() {
        for (int user = 0; user < 5; user++) {
            join("" + user);
        }
        assertThat(metrics().activeConnections()).isEqualTo(5);
        assertThat(metrics().connectionsPerShard()).containsExactly(3, 2);
    }

    @Test
    void messagesAndBytesAreCountedBothWays() {
        Receiver one = join("1");
        join("2");
        MetricsSnapshot before = metrics();
        Message message = Message.text("x".repeat(98)); // a frame of 100 bytes
        manager.hub().broadcast(message);
        manager.hub().broadcast(message);
        runtime.runUntilIdle();
        one.text("{\"type\":\"slow\",\"data\":\"0\"}");
        one.binary(7);
        runtime.runUntilIdle();
        MetricsSnapshot after = metrics();
        assertThat(after.messagesSent() - before.messagesSent()).isEqualTo(4 + 1); // the answer to the binary message
        assertThat(after.messagesReceived()).isEqualTo(2);
        assertThat(after.bytesReceived()).isEqualTo(26 + 7);
        String answer =
                connections.get(0).texts().get(connections.get(0).texts().size() - 1);
        assertThat(after.bytesSent() - before.bytesSent())
                .isEqualTo(4 * 100 + answer.length() + (answer.length() < 126 ? 2 : 4));
        assertThat(after.traffic().batches()).isEqualTo(2);
        assertThat(after.books().isBalanced()).isTrue();
    }

    @Test
    void theBooksInTheJsonBalanceExactlyWithEveryKindOfDrop() {
        manager.close();
        HubOptions options = HubRig.options(4);
        manager = manager(options.withOutbox(options.outbox().withCapacity(16)));
        for (int user = 0; user < 60; user++) {
            join("" + user, user % 3 == 0 ? Mode.PENDING : user % 3 == 1 ? Mode.SENT : Mode.BUSY);
        }
        for (int i = 0; i < 200; i++) {
            manager.hub().broadcast(Message.text("m" + i).withPriority(Priority.values()[i % 3]));
            manager.hub().broadcast(Message.text("k" + i).withKey("key"));
            if (i % 20 == 0) {
                runtime.runUntilIdle();
                connections.get(i % 60).completeAll();
                var unused = manager.hub().rebalance();
            }
        }
        runtime.runUntilIdle();
        JsonObject books = JsonParser.parseString(MonitorJson.of(metrics()))
                .getAsJsonObject()
                .getAsJsonObject("books");
        long dropped = 0;
        for (Map.Entry<String, JsonElement> cause :
                books.getAsJsonObject("dropped").entrySet()) {
            dropped += cause.getValue().getAsLong();
        }
        assertThat(dropped).isPositive();
        assertThat(books.get("conflated").getAsLong()).isPositive();
        assertThat(books.get("waiting").getAsLong()).isPositive();
        assertThat(books.get("accepted").getAsLong())
                .isEqualTo(books.get("sent").getAsLong()
                        + dropped
                        + books.get("conflated").getAsLong()
                        + books.get("waiting").getAsLong());
    }

    @Test
    void deliveryIsTimedFromAcceptanceByPriority() {
        join("1");
        manager.hub().broadcast(Message.text("a").withPriority(Priority.HIGH));
        manager.hub().sendToUser("1", Message.text("b").withPriority(Priority.LOW));
        runtime.skip(Duration.ofMillis(40)); // nobody runs meanwhile
        runtime.runUntilIdle();
        MetricsSnapshot seen = metrics();
        assertThat(seen.delivery().get(Priority.HIGH).count()).isEqualTo(1);
        assertThat(seen.delivery().get(Priority.LOW).count()).isEqualTo(1);
        assertThat(seen.delivery().get(Priority.NORMAL).count()).isZero();
        assertThat(seen.delivery().get(Priority.HIGH).p50().toMillis()).isCloseTo(40, within(1L));
    }

    @Test
    void whatWaitsInAnOutboxIsTimedWhenItLeaves() {
        join("1", Mode.PENDING);
        connections.get(0).completeAll();
        manager.hub().broadcast(Message.text("under way"));
        runtime.runUntilIdle();
        manager.hub().broadcast(Message.text("waits").withPriority(Priority.HIGH));
        runtime.runUntilIdle();
        pass(Duration.ofSeconds(1));
        assertThat(metrics().queues().outboxes().oldest()).isEqualTo(Duration.ofSeconds(1));
        assertThat(metrics().queues().outboxes().deepest()).isEqualTo(2);
        assertThat(metrics().queues().outboxDepths().get("1-9")).isEqualTo(1);
        connections.get(0).completeAll();
        runtime.runUntilIdle();
        assertThat(metrics().delivery().get(Priority.HIGH).max().toMillis()).isCloseTo(1_000, within(10L));
        connections.get(0).completeAll();
        pass(Duration.ofSeconds(1));
        assertThat(metrics().queues().outboxes().oldest()).isZero();
    }

    @Test
    void aMailboxSaysHowLongItsOldestMessageWaits() {
        join("1");
        manager.hub().broadcast(Message.text("a"));
        runtime.skip(Duration.ofMillis(70));
        assertThat(metrics().queues().mailboxes().oldest()).isEqualTo(Duration.ofMillis(70));
        assertThat(metrics().queues().mailboxes().waiting()).isEqualTo(1);
        runtime.runUntilIdle();
        assertThat(metrics().queues().mailboxes().oldest()).isZero();
    }

    @Test
    void handlersAreTimedByType() {
        Receiver one = join("1");
        one.text("{\"type\":\"slow\",\"data\":\"30\"}");
        runtime.runUntilIdle();
        one.text("{\"type\":\"slow\",\"data\":\"10\"}");
        runtime.runUntilIdle();
        assertThat(metrics().handlers().get("slow").count()).isEqualTo(2);
        assertThat(metrics().handlers().get("slow").max().toMillis()).isCloseTo(30, within(1L));
        assertThat(metrics().averageProcessingTime().toMillis()).isCloseTo(20, within(1L));
        assertThat(metrics().handlers().get("broken").count()).isZero();
    }

    @Test
    void errorsAreCountedAndTheLastOneIsKept() {
        Receiver one = join("1");
        pass(Duration.ofSeconds(3));
        one.text("{\"type\":\"broken\",\"data\":\"" + "y".repeat(1_000) + "\"}");
        runtime.runUntilIdle();
        assertThat(metrics().errorCount()).isEqualTo(1);
        assertThat(metrics().lastErrorTime()).isEqualTo(START.plusSeconds(3));
        assertThat(metrics().lastError())
                .hasSize(300)
                .startsWith("the handler of broken: java.lang.IllegalStateException: yyy");
        one.text("no json");
        runtime.runUntilIdle();
        assertThat(metrics().errorCount())
                .as("what a peer does wrong is no error")
                .isEqualTo(1);
    }

    @Test
    void listenersAndConnectionsThatThrowAreErrors() {
        join("2", Mode.THROWS);
        assertThat(metrics().lastError()).startsWith("a connection or listener: java.lang.IllegalStateException");
        manager.listen(new HubListener() {
            @Override
            public void connected(Client client) {
                throw new IllegalStateException("listener");
            }
        });
        join("1");
        assertThat(metrics().lastError()).isEqualTo("a listener: java.lang.IllegalStateException: listener");
    }

    @Test
    void ratesFollowWhatHappens() {
        join("1");
        pass(Duration.ofSeconds(30));
        assertThat(metrics().rates().connects()).isLessThan(0.001);
        for (int i = 0; i < 10; i++) {
            manager.hub().broadcast(Message.text("a"));
            pass(Duration.ofSeconds(1));
        }
        assertThat(metrics().rates().messagesSent()).isCloseTo(1, within(0.01));
        assertThat(metrics().rates().bytesSent()).isCloseTo(3, within(0.03));
        assertThat(metrics().rates().connects()).isLessThan(0.001);
    }

    @Test
    void slowClientsAndMovesAreCounted() {
        join("1", Mode.PENDING);
        join("2");
        pass(Duration.ofMinutes(1));
        assertThat(metrics().slowClients()).isEqualTo(1);
        assertThat(metrics().hub().closed()).containsEntry(CloseCode.SLOW_CONSUMER.number(), 1L);
        var unused = manager.hub().drainShard(0);
        runtime.runUntilIdle();
        pass(Duration.ofSeconds(1));
        assertThat(metrics().movement().rebalances()).isEqualTo(1);
        assertThat(metrics().movement().movedClients()).isEqualTo(1);
        assertThat(metrics().connectionsPerShard()).containsExactly(0, 1);
    }

    @Test
    void whatFormerShardsWroteIsNotForgotten() {
        join("1");
        manager.hub().broadcast(Message.text("a"));
        runtime.runUntilIdle();
        MetricsSnapshot before = metrics();
        var unused = manager.hub().resize(1);
        pass(Duration.ofSeconds(1));
        assertThat(metrics().connectionsPerShard()).containsExactly(1);
        assertThat(metrics().traffic().bytes()).isEqualTo(before.traffic().bytes());
        assertThat(metrics().messagesSent()).isEqualTo(before.messagesSent());
    }

    @Test
    void switchedOffItKeepsTheBooksAndReadsNoClock() {
        manager.close();
        manager =
                manager(HubRig.options(1).withMetrics(MetricsOptions.defaults().withEnabled(false)));
        Receiver one = join("1");
        manager.hub().broadcast(Message.text("a"));
        one.text("{\"type\":\"slow\",\"data\":\"5\"}");
        runtime.runUntilIdle();
        pass(Duration.ofSeconds(5));
        MetricsSnapshot seen = metrics();
        assertThat(seen.books().sent()).isEqualTo(2);
        assertThat(seen.delivery().get(Priority.NORMAL).count()).isZero();
        assertThat(seen.handlers()).isEmpty();
        assertThat(seen.rates().messagesSent()).isZero();
        assertThat(seen.queues().mailboxes().oldest()).isZero();
    }

    @Test
    void clientsGetMeasurementsOnlyIfTheRuleAllowsIt() {
        Receiver one = join("1");
        one.text("{\"type\":\"hub.metrics\",\"id\":\"a\"}");
        runtime.runUntilIdle();
        assertThat(last()).contains("\"code\":\"forbidden\"").doesNotContain("active_connections");
        manager.allowMetrics(client -> client.userId().equals("1"));
        one.text("{\"type\":\"hub.metrics\",\"id\":\"b\"}");
        runtime.runUntilIdle();
        assertThat(last())
                .startsWith("{\"type\":\"hub.reply\",\"id\":\"b\",\"data\":{\"time\":")
                .contains("\"active_connections\":1");
        one.text("{\"type\":\"hub.metrics\"}");
        runtime.runUntilIdle();
        assertThat(last()).startsWith("{\"type\":\"hub.metrics\",\"data\":{\"time\":");
    }

    private String last() {
        List<String> texts = connections.get(0).texts();
        return texts.get(texts.size() - 1);
    }

    @Test
    void connectionsAreListedInPagesAndFiltered() {
        for (int user = 0; user < 10; user++) {
            join("" + user);
        }
        join("3");
        manager.hub().clients().stream()
                .filter(client -> client.userId().equals("4"))
                .forEach(client -> client.subscribe("news"));
        runtime.runUntilIdle();
        ConnectionPage page = manager.connections(new ConnectionQuery(null, null, -1, 8, 5));
        assertThat(page.total()).isEqualTo(11);
        assertThat(page.connections()).hasSize(3);
        assertThat(users(new ConnectionQuery("3", null, -1, 0, 5))).containsExactly("3", "3");
        assertThat(users(new ConnectionQuery(null, "news", -1, 0, 5))).containsExactly("4");
        assertThat(users(new ConnectionQuery(null, null, 1, 0, 9)))
                .containsOnly("1", "3", "5", "7", "9")
                .hasSize(6);
        ConnectionSnapshot one = manager.connections(new ConnectionQuery("4", null, -1, 0, 1))
                .connections()
                .get(0);
        assertThat(one.topics()).containsExactly("news");
        assertThat(one.shard()).isZero();
        assertThat(one.books().sent()).isEqualTo(1);
    }

    private List<String> users(ConnectionQuery query) {
        return manager.connections(query).connections().stream()
                .map(ConnectionSnapshot::userId)
                .toList();
    }

    @Test
    void aClientThatLeavesShowsInTheRates() {
        Receiver one = join("1");
        one.closed(CloseReason.of(CloseCode.NORMAL, "bye"));
        pass(Duration.ofSeconds(1));
        assertThat(metrics().rates().disconnects()).isCloseTo(0.5, within(0.001));
    }
}
