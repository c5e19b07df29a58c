package io.shardhub.jakarta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonParser;
import io.shardhub.Client;
import io.shardhub.HandlerOptions;
import io.shardhub.HubListener;
import io.shardhub.core.Manager;
import io.shardhub.options.HubOptions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What peers get for doing it wrong, over every container and a real client; and that nobody else notices. */
@OnContainers
@MethodSource("io.shardhub.jakarta.Rig#all")
class BadInputTest {

    @Parameter
    private Rig rig;

    private static final int MAX_BYTES = 1_024;
    private static final int MAX_FAULTS = 5;

    private final CountDownLatch welcomed = new CountDownLatch(1);
    private final HubOptions options = HubOptions.small()
            .withInbound(
                    HubOptions.small().inbound().withMaxMessageBytes(MAX_BYTES).withMaxFaultsPerMinute(MAX_FAULTS));
    private final Manager manager = Manager.create(options);
    private TestServer server;
    private TyrusPeer witness;

    @BeforeEach
    void start() throws Exception {
        manager.on("ECHO", String.class, request -> request.client().send("ECHO", request.data()))
                .on("ASK", Integer.class, request -> request.reply(request.data()))
                .on("THROW", String.class, request -> {
                    throw new IllegalStateException("thrown by the test");
                })
                .on("FAIL", String.class, HandlerOptions.inline(), request -> {
                    throw new AssertionError("thrown by the test");
                })
                .start();
        server = rig.start(manager);
        witness = TyrusPeer.connect(server.port(), "witness");
    }

    @AfterEach
    void stop() throws Exception {
        assertNobodyElseNoticed();
        witness.close();
        manager.close();
        server.close();
    }

    private void assertNobodyElseNoticed() throws Exception {
        witness.send("{\"type\":\"ECHO\",\"data\":\"still here\"}");
        assertThat(witness.hear()).isEqualTo("{\"type\":\"ECHO\",\"data\":\"still here\"}");
        manager.broadcast("ALL", null);
        assertThat(witness.hear()).isEqualTo("{\"type\":\"ALL\"}");
        await().untilAsserted(() ->
                assertThat(manager.snapshot().books().isBalanced()).isTrue());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "no json at all            | bad_json",
                "{\"type\":\"ECHO\"        | bad_json",
                "[]                        | bad_json",
                "{\"type\":\"ECHO\"} {}    | bad_json",
                "{}                        | bad_type",
                "{\"data\":1}              | bad_type",
                "{\"type\":7}              | bad_type",
                "{\"type\":null}           | bad_type",
                "{\"type\":\"\"}           | bad_type",
                "{\"type\":\"ECHO\",\"id\":7} | bad_id",
                "{\"type\":\"NOBODY\"}     | unknown_type",
                "{\"type\":\"hub.unknown\"} | unknown_type",
                "{\"type\":\"ASK\",\"data\":\"seven\"} | bad_data",
                "{\"type\":\"THROW\"}      | handler_failed",
                "{\"type\":\"FAIL\"}       | handler_failed",
            })
    void aBadMessageGetsOneErrorWithItsCodeAndCostsNothingElse(String text, String code) throws Exception {
        try (TyrusPeer peer = TyrusPeer.connect(server.port(), "clumsy")) {
            peer.send(text);
            assertError(peer.hear(), code);
            peer.send("{\"type\":\"ECHO\",\"data\":\"next\"}");
            assertThat(peer.hear()).isEqualTo("{\"type\":\"ECHO\",\"data\":\"next\"}");
            assertThat(manager.inbound().faults()).containsOnly(Map.entry(code, 1L));
        }
    }

    private static void assertError(String heard, String code) {
        var message = JsonParser.parseString(heard).getAsJsonObject();
        assertThat(message.get("type").getAsString()).isEqualTo("hub.error");
        assertThat(message.getAsJsonObject("data").get("code").getAsString()).isEqualTo(code);
        assertThat(message.getAsJsonObject("data").get("message").getAsString()).isNotBlank();
    }

    @Test
    void aBinaryMessageGetsOneErrorAndIsCounted() throws Exception {
        try (TyrusPeer peer = TyrusPeer.connect(server.port(), "clumsy")) {
            peer.sendBinary(12);
            assertError(peer.hear(), "binary");
            assertThat(manager.inbound().faults()).containsEntry("binary", 1L);
        }
    }

    @Test
    void aRequestThatFailsGetsItsReply() throws Exception {
        try (TyrusPeer peer = TyrusPeer.connect(server.port(), "clumsy")) {
            peer.send("{\"type\":\"THROW\",\"id\":\"a\"}");
            assertThat(peer.hear())
                    .startsWith("{\"type\":\"hub.reply\",\"id\":\"a\",\"error\":{\"code\":\"handler_failed\"");
            peer.send("{\"type\":\"NOBODY\",\"id\":\"b\"}");
            assertThat(peer.hear())
                    .startsWith("{\"type\":\"hub.reply\",\"id\":\"b\",\"error\":{\"code\":\"unknown_type\"");
            peer.send("{\"type\":\"ASK\",\"id\":\"c\",\"data\":7}");
            assertThat(peer.hear()).isEqualTo("{\"type\":\"hub.reply\",\"id\":\"c\",\"data\":7}");
        }
    }

    @ParameterizedTest
    @CsvSource({"x, 2000", "x, 200000", "é, 600"}) // just too big, far too big, too big in bytes only
    void anOversizedMessageClosesWith1009AndIsCounted(String filler, int count) throws Exception {
        try (TyrusPeer peer = TyrusPeer.connect(server.port(), "clumsy")) {
            peer.send("{\"type\":\"ECHO\",\"data\":\"" + filler.repeat(count) + "\"}");
            assertThat(peer.hearToTheEnd()).containsExactly("closed 1009");
            assertThat(manager.inbound().faults()).containsEntry("too_big", 1L);
            await().untilAsserted(() -> assertThat(manager.snapshot().closed()).containsEntry(1009, 1L));
        }
    }

    @Test
    void anOversizedMessageClosesWith1009AlsoWhileMessagesFlow() throws Exception {
        AtomicBoolean flowing = new AtomicBoolean(true);
        Thread flow = new Thread(() -> {
            while (flowing.get()) {
                manager.sendToUser("clumsy", "FLOW", null);
                LockSupport.parkNanos(200_000);
            }
        });
        flow.start();
        try {
            for (int i = 0; i < 15; i++) {
                try (TyrusPeer peer = TyrusPeer.connect(server.port(), "clumsy")) {
                    peer.send("x".repeat(2 * MAX_BYTES));
                    assertThat(peer.hearToTheEnd()).last().isEqualTo("closed 1009");
                }
            }
        } finally {
            flowing.set(false);
            flow.join();
        }
        assertThat(manager.inbound().faults()).containsOnly(Map.entry("too_big", 15L));
    }

    @Test
    void theLargestMessageThatIsAllowedPasses() throws Exception {
        try (TyrusPeer peer = TyrusPeer.connect(server.port(), "precise")) {
            String frame = "{\"type\":\"ECHO\",\"data\":\"\"}";
            String text = "x".repeat(MAX_BYTES - frame.length());
            peer.send("{\"type\":\"ECHO\",\"data\":\"" + text + "\"}");
            assertThat(peer.hear()).contains(text);
        }
    }

    @Test
    void repeatedAbuseClosesWith1008() throws Exception {
        try (TyrusPeer peer = TyrusPeer.connect(server.port(), "abuser")) {
            for (int i = 0; i <= MAX_FAULTS; i++) {
                peer.send("nonsense");
            }
            List<String> heard = peer.hearToTheEnd();
            assertThat(heard).hasSize(MAX_FAULTS + 1).last().isEqualTo("closed 1008");
            assertThat(manager.inbound().faults()).containsEntry("bad_json", MAX_FAULTS + 1L);
            await().untilAsserted(() -> assertThat(manager.snapshot().closed()).containsEntry(1008, 1L));
        }
    }

    @Test
    void aMessageThatComesBeforeTheListenersAreDoneWaitsForThem() throws Exception {
        CountDownLatch mayGoOn = new CountDownLatch(1);
        manager.listen(new HubListener() {
            @Override
            public void connected(Client client) {
                welcomed.countDown();
                try {
                    mayGoOn.await(10, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                client.send("LISTENED", null);
            }
        });
        try (TyrusPeer peer = TyrusPeer.connect(server.port(), "hasty")) {
            peer.send("{\"type\":\"ECHO\",\"data\":\"early\"}");
            assertThat(welcomed.await(10, TimeUnit.SECONDS)).isTrue();
            mayGoOn.countDown();
            assertThat(peer.hear()).isEqualTo("{\"type\":\"LISTENED\"}");
            assertThat(peer.hear()).isEqualTo("{\"type\":\"ECHO\",\"data\":\"early\"}");
        }
    }
}
