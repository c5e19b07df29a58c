package io.shardhub.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.shardhub.Client;
import io.shardhub.CloseCode;
import io.shardhub.Message;
import io.shardhub.OverflowPolicy;
import io.shardhub.Priority;
import io.shardhub.auth.Identity;
import io.shardhub.contract.RecordingConnection;
import io.shardhub.contract.RecordingConnection.Mode;
import io.shardhub.core.testing.Aside;
import io.shardhub.core.testing.HubRig;
import io.shardhub.core.testing.QuietLog;
import io.shardhub.monitor.ConnectionQuery;
import io.shardhub.monitor.MonitorJson;
import io.shardhub.options.ClosingOptions;
import io.shardhub.options.HubOptions;
import io.shardhub.snapshot.Books;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The books in the JSON during and after a storm on real threads, with slow clients, drops, moves and departures. */
@ExtendWith(QuietLog.class)
@Timeout(120)
final class BooksStressTest {

    private static final int CLIENTS = 200;
    private static final int SENDERS = 4;
    private static final int MESSAGES = 1_000;
    private static final int LEAVERS = 20;
    private static final int LOOKS = 100;
    private static final Mode[] MODES = {Mode.SENT, Mode.PENDING, Mode.BUSY, Mode.INLINE_COMPLETION};

    private final Manager manager = Manager.create(options()).start();
    private final List<RecordingConnection> connections = new ArrayList<>();
    private final List<Client> clients = new ArrayList<>();

    private static HubOptions options() {
        HubOptions options = HubRig.options(4);
        return options.withOutbox(options.outbox().withCapacity(16).withWriteDeadline(Duration.ofMinutes(5)))
                .withClosing(ClosingOptions.defaults().withGrace(Duration.ofMillis(50)))
                .withLiveness(options.liveness().withPingInterval(Duration.ofHours(1)));
    }

    @AfterEach
    void closeHub() {
        manager.close();
    }

    @Test
    void acceptedIsSentDroppedConflatedAndWaitingExactly() throws Exception {
        for (int i = 0; i < CLIENTS; i++) {
            RecordingConnection connection = new RecordingConnection(MODES[i % MODES.length], 4);
            connections.add(connection);
            manager.accept(connection, Identity.of("u" + i));
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> manager.hub().clients().size() == CLIENTS);
        clients.addAll(manager.hub().clients());
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int sender = 0; sender < SENDERS; sender++) {
            SplittableRandom random = new SplittableRandom(sender);
            all.add(CompletableFuture.runAsync(() -> send(random), Aside::start));
        }
        all.add(CompletableFuture.runAsync(this::disturb, Aside::start));
        CompletableFuture<Void> storm = CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new));
        lookUntil(storm);
        storm.get(60, TimeUnit.SECONDS);
        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(this::assertAtRest);

        JsonObject metrics = metrics();
        JsonObject books = metrics.getAsJsonObject("books");
        assertBalanced(books);
        for (JsonElement shard : metrics.getAsJsonObject("hub").getAsJsonArray("shards")) {
            JsonObject moves = shard.getAsJsonObject().getAsJsonObject("moves");
            long carried = moves.get("messages_in").getAsLong()
                    - moves.get("messages_out").getAsLong();
            assertBalanced(shard.getAsJsonObject().getAsJsonObject("books"), carried);
        }
        for (JsonElement client : listed()) {
            assertBalanced(client.getAsJsonObject().getAsJsonObject("books"));
        }
        assertThat(books.get("sent")).isEqualTo(metrics.get("messages_sent"));
        assertThat(books.get("conflated").getAsLong()).isPositive();
        assertThat(books.get("waiting").getAsLong()).isPositive();
        assertThat(books.getAsJsonObject("dropped").get("outbox_full").getAsLong())
                .isPositive();
        assertThat(books.getAsJsonObject("dropped").get("client_closed").getAsLong())
                .isPositive();
    }

    private void send(SplittableRandom random) {
        for (int i = 0; i < MESSAGES; i++) {
            Message message = Message.text("m" + i)
                    .withPriority(Priority.values()[random.nextInt(3)])
                    .withOverflow(random.nextBoolean() ? OverflowPolicy.DROP_OLDEST : OverflowPolicy.DROP_NEWEST);
            if (random.nextInt(4) == 0) {
                message = message.withKey("k" + random.nextInt(3));
            }
            if (random.nextInt(10) == 0) {
                manager.hub().broadcast(message);
            } else {
                manager.hub().sendToUser("u" + random.nextInt(CLIENTS), message);
            }
        }
    }

    /** Writes end, clients move and leave, and somebody looks. */
    private void disturb() {
        SplittableRandom random = new SplittableRandom(SENDERS);
        for (int i = 0; i < LEAVERS; i++) {
            for (int j = 0; j < CLIENTS / 4; j++) {
                connections.get(random.nextInt(CLIENTS)).completeAll();
            }
            manager.hub().drainShard(i % 4).join();
            manager.hub().reopenShard(i % 4).join();
            clients.get(i * 7).close(CloseCode.FORBIDDEN, "out");
            assertThat(metrics().has("books")).isTrue();
        }
    }

    private void lookUntil(CompletableFuture<Void> end) throws Exception {
        do {
            assertNothingIsSettledThatWasNotAccepted(metrics().getAsJsonObject("books"));
            for (int look = 0; look < LOOKS; look++) { // many more than there can be as JSON
                Books books = manager.hub().snapshot().books();
                assertThat(books.sent() + books.conflated() + books.droppedTotal())
                        .as(books.toString())
                        .isLessThanOrEqualTo(books.accepted());
            }
        } while (!end.isDone());
    }

    private static void assertNothingIsSettledThatWasNotAccepted(JsonObject books) {
        assertThat(books.get("accepted").getAsLong())
                .as(books.toString())
                .isGreaterThanOrEqualTo(books.get("sent").getAsLong()
                        + dropped(books)
                        + books.get("conflated").getAsLong());
    }

    private void assertAtRest() {
        JsonObject metrics = metrics();
        assertThat(metrics.get("active_connections").getAsInt()).isEqualTo(CLIENTS - LEAVERS);
        assertThat(metrics.getAsJsonObject("queues")
                        .getAsJsonObject("mailboxes")
                        .get("waiting")
                        .getAsInt())
                .isZero();
        assertThat(metrics().get("books")).isEqualTo(metrics.get("books"));
    }

    private JsonObject metrics() {
        return JsonParser.parseString(MonitorJson.of(manager.metrics())).getAsJsonObject();
    }

    private List<JsonElement> listed() {
        String page = MonitorJson.of(manager.connections(new ConnectionQuery(null, null, -1, 0, CLIENTS)));
        return JsonParser.parseString(page)
                .getAsJsonObject()
                .getAsJsonArray("connections")
                .asList();
    }

    private static void assertBalanced(JsonObject books) {
        assertBalanced(books, 0);
    }

    /** {@code carried} is what came with clients, less what went with them. */
    private static void assertBalanced(JsonObject books, long carried) {
        assertThat(books.get("accepted").getAsLong() + carried)
                .as(books.toString())
                .isEqualTo(books.get("sent").getAsLong()
                        + dropped(books)
                        + books.get("conflated").getAsLong()
                        + books.get("waiting").getAsLong());
    }

    private static long dropped(JsonObject books) {
        return books.getAsJsonObject("dropped").asMap().values().stream()
                .mapToLong(JsonElement::getAsLong)
                .sum();
    }
}
