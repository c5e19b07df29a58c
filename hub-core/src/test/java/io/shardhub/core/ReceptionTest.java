package io.shardhub.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.CloseCode;
import io.shardhub.CloseReason;
import io.shardhub.HandlerOptions;
import io.shardhub.auth.Identity;
import io.shardhub.contract.RecordingConnection;
import io.shardhub.core.testing.HubRig;
import io.shardhub.core.testing.ManualRuntime;
import io.shardhub.core.testing.QuietLog;
import io.shardhub.core.testing.RecordingListener;
import io.shardhub.options.CreditOptions;
import io.shardhub.options.HubOptions;
import io.shardhub.options.InboundOptions;
import io.shardhub.transport.Receiver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What peers send, good and bad. */
@ExtendWith(QuietLog.class)
final class ReceptionTest {

    private static final int MAX_FAULTS = 5;
    private static final int MAX_WAITING = 4;
    private static final int MAX_REFUSED = 3;
    private static final int MAX_BYTES = 200;

    private static final HubOptions OPTIONS = HubRig.options(2)
            .withInbound(InboundOptions.defaults(2)
                    .withMaxMessageBytes(MAX_BYTES)
                    .withCredit(
                            CreditOptions.defaults(2).withMessages(MAX_WAITING).withMaxRefusedPerMinute(MAX_REFUSED))
                    .withMaxFaultsPerMinute(MAX_FAULTS));

    private final ManualRuntime runtime = new ManualRuntime(11);
    private final Manager manager = Manager.create(OPTIONS, HubParts.defaults().withRuntime(runtime));
    private final List<String> handled = new ArrayList<>();
    private final RecordingListener listener = new RecordingListener();

    record Answer(int choice) {
        Answer {
            if (choice < 0) {
                throw new IllegalArgumentException("choice: " + choice);
            }
        }
    }

    private record Peer(RecordingConnection connection, Receiver receiver) {
        /** What it got after the welcome. */
        List<String> texts() {
            assertThat(connection.texts()).isNotEmpty();
            assertThat(connection.texts().get(0)).startsWith("{\"type\":\"hub.welcome\"");
            return connection.texts().subList(1, connection.texts().size());
        }

        int closeCode() {
            return connection.closeReason().map(CloseReason::code).orElse(0);
        }
    }

    @BeforeEach
    void start() {
        manager.on("echo", String.class, request -> request.reply(request.data()))
                .on(
                        "note",
                        String.class,
                        request -> handled.add(request.client().userId() + ":" + request.data()))
                .on("answer", Answer.class, request -> handled.add(String.valueOf(request.data())))
                .on("throw", String.class, request -> {
                    throw new IllegalStateException(request.data());
                })
                .on("error", String.class, request -> {
                    throw new StackOverflowError(request.data());
                })
                .on("quick", String.class, HandlerOptions.inline(), request -> handled.add("quick " + request.data()))
                .on("quick error", String.class, HandlerOptions.inline(), request -> {
                    throw new AssertionError("quick");
                })
                .listen(listener)
                .start();
    }

    @AfterEach
    void booksBalance() {
        runtime.runUntilIdle();
        assertThat(manager.inbound().isBalanced()).as("%s", manager.inbound()).isTrue();
        assertThat(manager.inbound().waiting()).isZero();
    }

    private Peer join(String user) {
        RecordingConnection connection = new RecordingConnection();
        return new Peer(connection, manager.accept(connection, Identity.of(user)));
    }

    private static String message(String type, String data) {
        return "{\"type\":\"" + type + "\",\"data\":\"" + data + "\"}";
    }

    private static String error(String code, String message) {
        return "{\"type\":\"hub.error\",\"data\":{\"code\":\"" + code + "\",\"message\":\"" + message + "\"}}";
    }

    private static String failed(String id, String code, String message) {
        return "{\"type\":\"hub.reply\",\"id\":\"" + id + "\",\"error\":{\"code\":\"" + code + "\",\"message\":\""
                + message + "\"}}";
    }

    /* --------------- Good input --------------- */

    @Test
    void requestsAreHandledAndAnswered() {
        Peer peer = join("u");
        peer.receiver().text("{\"type\":\"echo\",\"data\":\"hi\",\"id\":\"1\"}");
        peer.receiver().text("{\"type\":\"note\",\"data\":\"hi\",\"id\":\"2\"}");
        peer.receiver().text("{\"type\":\"note\"}");
        runtime.runUntilIdle();
        assertThat(peer.texts())
                .containsExactly(
                        "{\"type\":\"hub.reply\",\"id\":\"1\",\"data\":\"hi\"}",
                        "{\"type\":\"hub.reply\",\"id\":\"2\",\"data\":null}");
        assertThat(handled).containsExactly("u:hi", "u:null");
        assertThat(manager.inbound().received()).isEqualTo(3);
        assertThat(manager.inbound().handled()).isEqualTo(3);
        assertThat(manager.inbound().faults()).isEmpty();
    }

    /** Nothing has run yet: the client is not registered when its first messages come. */
    @Test
    void messagesBeforeTheRegistrationWaitForIt() {
        Peer peer = join("u");
        peer.receiver().text(message("quick", "a"));
        peer.receiver().text(message("note", "b"));
        peer.receiver().text("{");
        peer.receiver().text(message("quick", "c"));
        assertThat(handled).isEmpty();
        runtime.runUntilIdle();
        assertThat(handled).containsExactly("quick a", "u:b", "quick c");
        assertThat(listener.events()).containsExactly("connected u");
        assertThat(peer.texts()).containsExactly(error("bad_json", "one JSON object expected, at line 1 column 2"));
    }

    @Test
    void quickHandlersRunAtOnceButNeverOvertake() {
        Peer peer = join("u");
        runtime.runUntilIdle();
        peer.receiver().text(message("quick", "a"));
        assertThat(handled).containsExactly("quick a");
        peer.receiver().text(message("note", "b"));
        peer.receiver().text(message("quick", "c"));
        assertThat(handled).containsExactly("quick a");
        runtime.runUntilIdle();
        assertThat(handled).containsExactly("quick a", "u:b", "quick c");
    }

    /* --------------- Bad input: what it costs --------------- */

    private enum Bad {
        MALFORMED("{\"type\":", "bad_json", "one JSON object expected, at line 1 column 9"),
        EMPTY("", "bad_json", "one JSON object expected, at line 1 column 1"),
        ARRAY("[]", "bad_json", "one JSON object expected, at line 1 column 2"),
        NO_TYPE("{}", "bad_type", "type is missing"),
        TYPE_NOT_A_STRING("{\"type\":5}", "bad_type", "type: 5 (expected: a string that is not empty)"),
        ID_NOT_A_STRING("{\"type\":\"note\",\"id\":5}", "bad_id", "id: 5 (expected: a string)"),
        UNKNOWN_TYPE("{\"type\":\"nope\"}", "unknown_type", "type: nope has no handler here"),
        RESERVED_TYPE("{\"type\":\"hub.welcome\"}", "unknown_type", "type: hub.welcome has no handler here"),
        WRONG_DATA("{\"type\":\"note\",\"data\":{}}", "bad_data", ""),
        REFUSED_DATA("{\"type\":\"answer\",\"data\":{\"choice\":-1}}", "bad_data", "data does not fit"),
        THROWING_HANDLER(message("throw", "x"), "handler_failed", "the server failed on this message"),
        HANDLER_WITH_AN_ERROR(message("error", "x"), "handler_failed", "the server failed on this message"),
        QUICK_HANDLER_WITH_AN_ERROR(message("quick error", "x"), "handler_failed", "the server failed on this message");

        private final String text;
        private final String code;
        private final String message;

        Bad(String text, String code, String message) {
            this.text = text;
            this.code = code;
            this.message = message;
        }
    }

    @ParameterizedTest
    @EnumSource(Bad.class)
    void badMessageGetsAnErrorIsCountedAndCostsNothingElse(Bad bad) {
        Peer peer = join("u");
        Peer other = join("v");
        runtime.runUntilIdle();
        peer.receiver().text(bad.text);
        peer.receiver().text(message("note", "next"));
        other.receiver().text(message("note", "other"));
        runtime.runUntilIdle();
        assertThat(peer.texts()).hasSize(1);
        if (!bad.message.isEmpty()) {
            assertThat(peer.texts()).containsExactly(error(bad.code, bad.message));
        }
        assertThat(peer.texts().get(0)).contains("\"code\":\"" + bad.code + "\"");
        assertThat(handled).containsExactlyInAnyOrder("u:next", "v:other");
        assertThat(other.texts()).isEmpty();
        assertThat(peer.closeCode()).isZero();
        assertThat(manager.inbound().received()).isEqualTo(3);
        assertThat(manager.inbound().handled()).isEqualTo(2);
        assertThat(manager.inbound().faults()).isEqualTo(Map.of(bad.code, 1L));
    }

    @ParameterizedTest
    @CsvSource({"nope, unknown_type", "throw, handler_failed", "error, handler_failed", "answer, bad_data"})
    void badRequestGetsItsOneReply(String type, String code) {
        Peer peer = join("u");
        peer.receiver().text("{\"id\":\"7\",\"type\":\"" + type + "\",\"data\":\"x\"}");
        runtime.runUntilIdle();
        assertThat(peer.texts()).hasSize(1);
        assertThat(peer.texts().get(0))
                .startsWith("{\"type\":\"hub.reply\",\"id\":\"7\",\"error\":{\"code\":\"" + code);
    }

    @ParameterizedTest
    @EnumSource(
            value = Bad.class,
            names = {"MALFORMED", "UNKNOWN_TYPE", "TYPE_NOT_A_STRING", "WRONG_DATA", "REFUSED_DATA"})
    void abuseCostsTheConnection(Bad bad) {
        Peer peer = join("u");
        runtime.runUntilIdle();
        for (int i = 0; i < MAX_FAULTS; i++) {
            peer.receiver().text(bad.text);
            runtime.runUntilIdle();
        }
        assertThat(peer.closeCode()).isZero();
        peer.receiver().text(bad.text);
        runtime.runUntilIdle();
        assertThat(peer.closeCode()).isEqualTo(CloseCode.POLICY.number());
        assertThat(peer.texts()).hasSize(MAX_FAULTS);
        assertThat(manager.inbound().faults()).isEqualTo(Map.of(bad.code, MAX_FAULTS + 1L));
    }

    /** The fault of the server is not abuse by the peer. */
    @Test
    void failingHandlersDoNotCostTheConnection() {
        Peer peer = join("u");
        for (int i = 0; i < 3 * MAX_FAULTS; i++) {
            peer.receiver().text(message("throw", "x"));
            runtime.runUntilIdle();
        }
        assertThat(peer.closeCode()).isZero();
    }

    /** Nor is it abuse to ask for what is not granted. */
    @Test
    void wishesThatAreNotGrantedDoNotCostTheConnection() {
        Peer peer = join("u");
        for (int i = 0; i < 3 * MAX_FAULTS; i++) {
            peer.receiver().text("{\"type\":\"hub.subscribe\",\"data\":{\"topic\":\"t\"}}");
            runtime.runUntilIdle();
        }
        assertThat(peer.closeCode()).isZero();
        assertThat(manager.inbound().faults()).isEqualTo(Map.of("forbidden", 3L * MAX_FAULTS));
    }

    @Test
    void mistakesNowAndThenAreForgiven() {
        Peer peer = join("u");
        runtime.runUntilIdle();
        for (int minute = 0; minute < 10; minute++) {
            for (int i = 0; i < MAX_FAULTS; i++) {
                peer.receiver().text("{");
            }
            runtime.advance(Duration.ofSeconds(61));
        }
        assertThat(peer.closeCode()).isZero();
        assertThat(peer.texts()).hasSize(10 * MAX_FAULTS);
    }

    @Test
    void binaryIsRefused() {
        Peer peer = join("u");
        peer.receiver().binary(17);
        runtime.runUntilIdle();
        assertThat(peer.texts()).containsExactly(error("binary", "a binary message of 17 bytes (expected: text)"));
        assertThat(manager.inbound().faults()).isEqualTo(Map.of("binary", 1L));
        for (int i = 0; i < MAX_FAULTS; i++) {
            peer.receiver().binary(17);
        }
        runtime.runUntilIdle();
        assertThat(peer.closeCode()).isEqualTo(CloseCode.POLICY.number());
    }

    @Test
    void tooManyWaitingMessagesAreRefusedAsBusy() {
        Peer peer = join("u");
        runtime.runUntilIdle();
        for (int i = 0; i < MAX_WAITING + 2; i++) {
            peer.receiver().text("{\"type\":\"note\",\"data\":\"" + i + "\",\"id\":\"" + i + "\"}");
        }
        runtime.runUntilIdle();
        assertThat(handled).hasSize(MAX_WAITING);
        assertThat(peer.texts())
                .contains(failed("4", "busy", "too much of yours waits to be handled"))
                .contains(failed("5", "busy", "too much of yours waits to be handled"))
                .hasSize(MAX_WAITING + 2);
        assertThat(manager.inbound().faults()).isEqualTo(Map.of("busy", 2L));
        peer.receiver().text(message("note", "again"));
        runtime.runUntilIdle();
        assertThat(handled).hasSize(MAX_WAITING + 1);
    }

    @Test
    void aPeerThatIsRefusedTooOftenIsClosedAsTooQuick() {
        Peer peer = join("u");
        runtime.runUntilIdle();
        for (int i = 0; i < MAX_WAITING + MAX_REFUSED + 3; i++) {
            peer.receiver().text(message("note", "x"));
        }
        runtime.runUntilIdle();
        assertThat(peer.closeCode()).isEqualTo(CloseCode.RATE_LIMITED.number());
        assertThat(manager.inbound().faults()).isEqualTo(Map.of("busy", MAX_REFUSED + 1L, "closed", 2L));
        peer.receiver().closed(CloseReason.of(CloseCode.LOST, "gone"));
        runtime.runUntilIdle();
        assertThat(manager.snapshot().closed()).isEqualTo(Map.of(CloseCode.RATE_LIMITED.number(), 1L));
    }

    /* --------------- Size --------------- */

    @ParameterizedTest
    @CsvSource({"x, 1", "\u00e9, 2", "\u20ac, 3", "\uD83D\uDE00, 4"})
    void sizeIsMeasuredInBytesOfUtf8(String character, int bytes) {
        int overhead = message("note", "").length();
        String fits = character.repeat((MAX_BYTES - overhead) / bytes);
        Peer peer = join("u");
        peer.receiver().text(message("note", fits));
        runtime.runUntilIdle();
        assertThat(handled).containsExactly("u:" + fits);
        peer.receiver().text(message("note", fits + character));
        runtime.runUntilIdle();
        assertThat(handled).hasSize(1);
        assertThat(peer.closeCode()).isEqualTo(CloseCode.TOO_BIG.number());
        assertThat(manager.inbound().faults()).isEqualTo(Map.of("too_big", 1L));
        assertThat(peer.texts()).isEmpty();
    }

    @Test
    void messageThatTheTransportFoundTooBigIsCounted() {
        Peer peer = join("u");
        runtime.runUntilIdle();
        peer.receiver().closed(CloseReason.of(CloseCode.TOO_BIG, "by the container"));
        runtime.runUntilIdle();
        assertThat(manager.inbound().faults()).isEqualTo(Map.of("too_big", 1L));
        assertThat(listener.events()).containsExactly("connected u", "disconnected u 1009");
    }

    /* --------------- After the end --------------- */

    @Test
    void closedClientIsNotListenedTo() {
        Peer peer = join("u");
        runtime.runUntilIdle();
        manager.hub().clients().forEach(client -> client.close(CloseCode.FORBIDDEN, "out"));
        peer.receiver().text(message("note", "late"));
        peer.receiver().text("{");
        peer.receiver().binary(1);
        runtime.runUntilIdle();
        assertThat(handled).isEmpty();
        assertThat(peer.texts()).isEmpty();
        assertThat(manager.inbound().faults()).isEqualTo(Map.of("closed", 3L));
    }

    @Test
    void messageOfAConnectionThatWasTurnedAwayHarmsNobody() {
        manager.close();
        Peer peer = join("u");
        peer.receiver().text(message("note", "x"));
        peer.receiver().pong();
        peer.receiver().binary(1);
        peer.receiver().closed(CloseReason.of(CloseCode.NORMAL, "bye"));
        assertThat(handled).isEmpty();
        assertThat(peer.closeCode()).isEqualTo(CloseCode.SHUTDOWN.number());
        assertThat(listener.events()).isEmpty();
    }

    @Test
    void sizeThatTheTransportRefusesIsCountedAndClosesWith1009() {
        Peer peer = join("u");
        peer.receiver().tooBig();
        peer.receiver().text(message("note", "late"));
        runtime.runUntilIdle();
        assertThat(peer.closeCode()).isEqualTo(CloseCode.TOO_BIG.number());
        assertThat(manager.inbound().faults()).isEqualTo(Map.of("too_big", 1L, "closed", 1L));
        assertThat(handled).isEmpty();
    }
}
