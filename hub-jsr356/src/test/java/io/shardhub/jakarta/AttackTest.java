package io.shardhub.jakarta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.shardhub.core.Manager;
import io.shardhub.options.HubOptions;
import io.shardhub.options.LimitOptions;
import io.shardhub.options.RateOptions;
import io.shardhub.options.ShapeOptions;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Peers that mean harm, over raw sockets, on every container: what they see, what the hub counts, and that nobody else notices.
 * {@code SECURITY.md} has it as a table.
 */
@OnContainers
@MethodSource("io.shardhub.jakarta.Rig#all")
class AttackTest {

    private static final String UNMASKED = "810568656c6c6f";

    private static final int MAX_BYTES = 1_024;
    private static final int FIN_TEXT = 0x81;
    private static final int TEXT = 0x01;
    private static final int CONTINUATION = 0x00;

    @Parameter
    private Rig rig;

    private final List<RawPeer> peers = new ArrayList<>();
    private Manager manager;
    private TestServer server;
    private TyrusPeer witness;

    @BeforeEach
    void start() throws Exception {
        HubOptions small = HubOptions.small();
        LimitOptions limits = small.limits()
                .withRate(RateOptions.unlimited().withMessages(50, 100))
                .withShape(new ShapeOptions(8, 50));
        manager = Manager.create(small.withLimits(limits)
                .withInbound(small.inbound().withMaxMessageBytes(MAX_BYTES).withMaxFaultsPerMinute(5)));
        manager.on("ECHO", String.class, request -> request.client().send("ECHO", request.data()))
                .start();
        server = rig.start(manager);
        witness = TyrusPeer.connect(server.port(), "witness");
    }

    @AfterEach
    void stop() throws Exception {
        witness.send("{\"type\":\"ECHO\",\"data\":\"still here\"}");
        assertThat(witness.hear()).as("nobody else notices").isEqualTo("{\"type\":\"ECHO\",\"data\":\"still here\"}");
        try (TyrusPeer late = TyrusPeer.connect(server.port(), "late")) {
            late.send("{\"type\":\"ECHO\",\"data\":\"I too\"}");
            assertThat(late.hear()).isEqualTo("{\"type\":\"ECHO\",\"data\":\"I too\"}");
        }
        for (RawPeer peer : peers) {
            peer.close();
        }
        await().untilAsserted(() ->
                assertThat(manager.snapshot().books().isBalanced()).isTrue());
        await().untilAsserted(() -> assertThat(manager.inbound().isBalanced()).isTrue());
        witness.close();
        manager.close();
        server.close();
    }

    private RawPeer attacker() throws IOException {
        RawPeer peer = RawPeer.open(server.port(), "/ws?user=attacker");
        peers.add(peer);
        return peer;
    }

    private RawPeer half(String head) throws IOException {
        RawPeer peer = RawPeer.silent(server.port());
        peers.add(peer);
        peer.bytes(head.getBytes(StandardCharsets.ISO_8859_1));
        return peer;
    }

    /** What a peer sees in the end: the code of a close frame, or "cut". */
    private static String end(RawPeer peer) throws IOException {
        try {
            return Integer.toString(peer.readCloseCode());
        } catch (EOFException | SocketException cut) {
            return "cut";
        }
    }

    /** Sends as long as it is possible. */
    private static void send(RawPeer peer, int firstByte, byte[] payload, int times) {
        try {
            for (int i = 0; i < times; i++) {
                peer.frame(firstByte, payload);
            }
        } catch (IOException ended) {
            return; // and is not any more
        }
    }

    private void assertCounted(String fault, long count) {
        await().untilAsserted(() -> assertThat(manager.inbound().faults()).containsEntry(fault, count));
    }

    private void assertGone(int departures) {
        await().untilAsserted(() -> assertThat(manager.snapshot().closed().values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(departures));
    }

    private void assertClosed(int code) {
        await().untilAsserted(() ->
                assertThat(manager.snapshot().closed()).containsOnlyKeys(code).containsEntry(code, 1L));
    }

    /** But the witness. */
    private void assertNobodyCame() {
        assertThat(manager.snapshot().connected()).isEqualTo(1);
        assertThat(manager.snapshot().refusedTotal()).isZero();
        assertThat(manager.snapshot().closed()).isEmpty();
    }

    /* --------------- Handshakes --------------- */

    @Test
    void halfHandshakesKeepNobodyOut() throws Exception {
        for (int i = 0; i < 100; i++) {
            half("GET /ws?user=slow HTTP/1.1\r\nHost: localhost\r\nUpgrade: webso");
        }
        assertNobodyCame();
    }

    @Test
    void slowHandshakesKeepNobodyOut() throws Exception {
        List<RawPeer> slow = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            slow.add(half("GET /ws?user=slow HTTP/1.1\r\nHost: localhost\r\nX: "));
        }
        for (int round = 0; round < 20; round++) {
            for (RawPeer peer : slow) {
                peer.bytes(new byte[] {'a'});
            }
        }
        assertNobodyCame();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /ws?user=x HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n\r\n",
                "GET /ws?user=x HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 8\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
                "GET /ws?user=x HTTP/1.1\r\nUpgrade websocket\r\n\r\n",
                "\u0000\u0001\u0002\r\n\r\n",
                "GET /ws?user=%zz HTTP/1.1\r\nHost: h\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
            })
    void whatIsNoHandshakeOpensNothing(String head) throws Exception {
        RawPeer peer = half(head);
        String answer = new String(peer.readSome(), StandardCharsets.ISO_8859_1);
        // behind Tyrus is no servlet of ours, and Grizzly has its own answers
        String refusals = rig.container() == TestContainer.TYRUS ? "400|404|426|500" : "400|426";
        assertThat(answer).matches("(?s)(HTTP/1.1 (" + refusals + ") .*)?");
        assertNobodyCame();
    }

    /* --------------- Frames --------------- */

    @Test
    void fragmentsWithoutEndAreTooBigInTheEnd() throws Exception {
        RawPeer peer = attacker();
        peer.frame(TEXT, new byte[100]);
        send(peer, CONTINUATION, new byte[100], 100);
        assertThat(end(peer)).isIn("1009", "cut");
        assertCounted("too_big", 1);
        assertGone(1);
    }

    @Test
    void emptyFragmentsWithoutEndTakeNothing() throws Exception {
        RawPeer peer = attacker();
        peer.frame(TEXT, new byte[0]);
        send(peer, CONTINUATION, new byte[0], 20_000);
        assertThat(manager.inbound().received()).isLessThanOrEqualTo(1);
        assertThat(manager.inbound().faults().getOrDefault("too_big", 0L)).isLessThanOrEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1L << 40, Long.MAX_VALUE, -1})
    void aGiantDeclaredLengthIsNotBelieved(long length) throws Exception {
        RawPeer peer = attacker();
        peer.bytes(ByteBuffer.allocate(14)
                .put((byte) FIN_TEXT)
                .put((byte) 0xFF)
                .putLong(length)
                .putInt(0)
                .array());
        if (rig.container() == TestContainer.TYRUS) { // it waits for the end of a frame, and keeps 4 MiB at most
            peer.bytes(new byte[1_000]);
            peer.close();
        } else {
            pour(peer, 12_000);
            assertThat(end(peer)).isIn("1009", "1002", "cut");
        }
        assertThat(manager.inbound().handled()).isZero();
        assertGone(1);
    }

    /** Pours in bytes that are no frames, as long as it is possible. */
    private static void pour(RawPeer peer, int bytes) {
        try {
            for (int i = 0; i < bytes; i += 100) {
                peer.bytes("x".repeat(100).getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException ended) {
            return; // and is not any more
        }
    }

    @ParameterizedTest
    @CsvSource({"c328, 1007", "eda080, 1007", "f4908080, 1007", "ff, 1007"})
    void textThatIsNoUtf8EndsTheConnection(String hex, String code) throws Exception {
        RawPeer peer = attacker();
        peer.frame(FIN_TEXT, HexFormat.of().parseHex(hex));
        assertThat(end(peer)).isIn(code, "cut");
        assertThat(manager.inbound().received()).isZero();
        assertGone(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"8180ffffffff", "c18000000000", "838000000000", "8b8000000000", "098000000000", UNMASKED})
    void framesAgainstTheRulesEndTheConnection(String hex) throws Exception {
        assumeFalse(rig.container() == TestContainer.TYRUS && hex.equals(UNMASKED), "Tyrus does not mind");
        RawPeer peer = attacker();
        peer.bytes(HexFormat.of().parseHex(hex));
        if (hex.startsWith("8180")) {
            peer.frame(FIN_TEXT, new byte[0]); // that one is good and says nothing: bad_json twice
            assertCounted("bad_json", 2);
        } else {
            assertThat(end(peer)).isIn("1002", "cut");
            assertGone(1);
        }
    }

    @Test
    void aCompressionBombIsNotInflated() throws Exception {
        RawPeer peer =
                RawPeer.ask(server.port(), "/ws?user=bomber", "Sec-WebSocket-Extensions: permessage-deflate\r\n");
        peers.add(peer);
        assertThat(peer.answer().head()).startsWith("HTTP/1.1 101").doesNotContainIgnoringCase("deflate");
        byte[] bomb = new byte[MAX_BYTES];
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        deflater.setInput(new byte[1_000_000]);
        int length = deflater.deflate(bomb, 0, bomb.length, Deflater.SYNC_FLUSH);
        deflater.end();
        peer.frame(FIN_TEXT | 0x40, Arrays.copyOf(bomb, length));
        assertThat(end(peer)).isIn("1002", "cut");
        assertThat(manager.inbound().received()).isZero();
        assertGone(1);
    }

    @ParameterizedTest
    @CsvSource({
        "88810000000000, none", // half a code
        "88820000000003e7, 999",
        "88820000000003ed, 1005",
        "8882000000000000, 0",
        "888300000000ffffff, 65535",
        "88830000000003e8ff, 1007" // text that is no UTF-8
    })
    void closeFramesAgainstTheRulesEndTheConnectionOnce(String hex, String code) throws Exception {
        RawPeer peer = attacker();
        peer.bytes(HexFormat.of().parseHex(hex));
        assertThat(end(peer)).isIn(code, "1002", "cut");
        assertGone(1);
    }

    @Test
    void aFloodOfCloseFramesIsOneEnd() throws Exception {
        RawPeer peer = attacker();
        send(peer, 0x88, new byte[] {3, (byte) 0xE8}, 1_000);
        assertThat(end(peer)).isIn("1000", "cut");
        assertGone(1);
    }

    @Test
    void aFloodOfPingsFromAPeerThatReadsNothingHoldsUpNobody() throws Exception {
        RawPeer peer = attacker();
        Thread flood = new Thread(() -> send(peer, 0x89, new byte[125], 100_000));
        flood.start();
        witness.send("{\"type\":\"ECHO\",\"data\":\"during\"}");
        assertThat(witness.hear()).isEqualTo("{\"type\":\"ECHO\",\"data\":\"during\"}");
        peer.close();
        flood.join();
        assertThat(manager.inbound().received()).isEqualTo(1);
        assertGone(1);
    }

    @Test
    void aFloodOfPongsIsNothing() throws Exception {
        RawPeer peer = attacker();
        send(peer, 0x8A, new byte[125], 10_000);
        peer.text("{\"type\":\"ECHO\",\"data\":\"x\"}");
        await().untilAsserted(() -> assertThat(manager.inbound().handled()).isEqualTo(1));
        assertThat(manager.inbound().received()).isEqualTo(1);
    }

    /* --------------- Messages --------------- */

    @Test
    void aFloodOfMessagesIsWarnedAndClosed() throws Exception {
        RawPeer peer = attacker();
        send(peer, FIN_TEXT, "{\"type\":\"ECHO\"}".getBytes(StandardCharsets.US_ASCII), 2_000);
        assertThat(end(peer)).isIn("4429", "cut");
        assertClosed(4429);
        assertThat(manager.inbound().faults().get("rate_limited")).isBetween(100L, 2_000L);
    }

    @Test
    void aFloodOfNonsenseIsClosed() throws Exception {
        RawPeer peer = attacker();
        send(peer, FIN_TEXT, "[".repeat(500).getBytes(StandardCharsets.US_ASCII), 20);
        assertThat(end(peer)).isIn("1008", "cut");
        assertCounted("too_complex", 6);
        assertClosed(1008);
    }

    @Test
    void binaryMessagesAreClosedToo() throws Exception {
        RawPeer peer = attacker();
        send(peer, 0x82, new byte[100], 20);
        assertThat(end(peer)).isIn("1008", "cut");
        assertCounted("binary", 6);
        assertClosed(1008);
    }
}
