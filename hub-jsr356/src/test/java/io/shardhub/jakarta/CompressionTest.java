package io.shardhub.jakarta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shardhub.core.Manager;
import io.shardhub.jakarta.TestServer.Bound;
import io.shardhub.options.HubOptions;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.provider.MethodSource;

/** permessage-deflate, where an application has turned it on, over every container that has it and a whole hub. */
@Timeout(60)
@OnContainers
@MethodSource("io.shardhub.jakarta.Rig#withServlets")
class CompressionTest {

    private static final int FIN_TEXT = 0x81;
    private static final int COMPRESSED_TEXT = 0xC1;
    private static final int MAX_BYTES = 65_536;

    @Parameter
    private Rig rig;

    private final Deflated deflated = new Deflated();
    private final Manager manager = Manager.create(
            HubOptions.small().withInbound(HubOptions.small().inbound().withMaxMessageBytes(MAX_BYTES)));
    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        manager.on("ECHO", String.class, request -> request.client().send("ECHO", request.data()))
                .start();
        server = rig.container()
                .start(new Bound(manager, Rig.BY_PARAMETER, rig.options().withCompression(true)));
    }

    @AfterEach
    void stop() throws Exception {
        manager.close();
        server.close();
        assertThat(manager.snapshot().books().isBalanced()).isTrue();
    }

    private static String echo(String text) {
        return "{\"type\":\"ECHO\",\"data\":\"" + text + "\"}";
    }

    @Test
    void aRealClientTalksToTheHub() throws Exception {
        try (TyrusPeer peer = TyrusPeer.connectCompressed(server.port(), "ann")) {
            for (int round = 0; round < 50; round++) {
                peer.send(echo("Grüße \uD83D\uDE80 " + round));
                assertThat(peer.hear()).isEqualTo(echo("Grüße \uD83D\uDE80 " + round));
            }
            String large = echo("é".repeat(30_000));
            peer.send(large);
            assertThat(peer.hear()).isEqualTo(large);
        }
    }

    @Test
    void whatComesAndWhatLeavesIsCompressed() throws Exception {
        try (RawPeer peer = RawPeer.openCompressed(server.port(), "/ws?user=ann")) {
            assertThat(inflated(peer.read())).startsWith("{\"type\":\"hub.welcome\"");
            String text = echo("all alike ".repeat(100));
            for (int round = 0; round < 3; round++) {
                peer.frame(COMPRESSED_TEXT, deflated.deflate(text));
                RawPeer.Frame answer = peer.read();
                assertThat(answer.payload().remaining()).isLessThan(100);
                assertThat(inflated(answer)).isEqualTo(text);
            }
        }
    }

    private String inflated(RawPeer.Frame frame) throws Exception {
        assertThat(frame.compressed()).isTrue();
        assertThat(frame.fin()).isTrue();
        return deflated.inflate(frame.payload());
    }

    @Test
    void messagesThatLeaveTogetherArriveInOrder() throws Exception {
        try (TyrusPeer peer = TyrusPeer.connectCompressed(server.port(), "ann")) {
            for (int i = 0; i < 100; i++) {
                manager.broadcast("TICK", i);
            }
            for (int i = 0; i < 100; i++) {
                assertThat(peer.hear()).isEqualTo("{\"type\":\"TICK\",\"data\":" + i + "}");
            }
        }
    }

    @Test
    void aPeerThatOffersNothingIsServedPlain() throws Exception {
        try (RawPeer peer = RawPeer.open(server.port(), "/ws?user=ann")) {
            assertThat(peer.read().compressed()).isFalse();
            peer.frame(FIN_TEXT, echo("plain").getBytes(StandardCharsets.US_ASCII));
            RawPeer.Frame answer = peer.read();
            assertThat(answer.compressed()).isFalse();
            assertThat(answer.text()).isEqualTo(echo("plain"));
        }
    }

    @Test
    void anOfferThatNoContainerCanKeepToIsNotTaken() throws Exception {
        try (RawPeer peer = RawPeer.ask(
                server.port(),
                "/ws?user=ann",
                "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=10\r\n")) {
            assertThat(peer.answer().head()).startsWith("HTTP/1.1 101").doesNotContainIgnoringCase("deflate");
            assertThat(peer.read().text()).startsWith("{\"type\":\"hub.welcome\"");
        }
    }

    /** Two gigabytes, more than a string can hold, in two megabytes. */
    @Test
    void aMessageThatInflatesBeyondTheLimitIsClosedWith1009AndNeverWholeInMemory() throws Exception {
        try (RawPeer peer = RawPeer.openCompressed(server.port(), "/ws?user=attacker");
                TyrusPeer witness = TyrusPeer.connectCompressed(server.port(), "witness")) {
            assertThat(inflated(peer.read())).startsWith("{\"type\":\"hub.welcome\"");
            assertThat(end(peer, deflated.bomb(2_048))).isIn("1009", "cut");
            await().untilAsserted(() -> assertThat(manager.inbound().faults()).containsEntry("too_big", 1L));
            witness.send(echo("still here"));
            assertThat(witness.hear()).isEqualTo(echo("still here"));
        }
    }

    @Test
    void aSmallFrameThatInflatesBeyondTheLimitIsClosedWith1009() throws Exception {
        try (RawPeer peer = RawPeer.openCompressed(server.port(), "/ws?user=attacker")) {
            assertThat(end(peer, deflated.bomb(4))).isEqualTo("1009");
            assertThat(manager.inbound().faults()).containsEntry("too_big", 1L);
            assertThat(manager.inbound().handled()).isZero();
        }
    }

    @Test
    void whatDoesNotInflateEndsTheConnection() throws Exception {
        try (RawPeer peer = RawPeer.openCompressed(server.port(), "/ws?user=attacker")) {
            assertThat(end(peer, new byte[] {-1, -1, -1, -1, -1, -1, -1, -1})).matches("10\\d\\d|cut");
            await().until(() -> manager.snapshot().clients() == 0);
            assertThat(manager.inbound().received()).isZero();
        }
    }

    /** What a peer sees in the end: the code of a close frame, or "cut". */
    private static String end(RawPeer peer, byte[] payload) throws IOException {
        try {
            peer.frame(COMPRESSED_TEXT, payload);
        } catch (SocketException ended) {
            return "cut";
        }
        try {
            return Integer.toString(peer.readCloseCode());
        } catch (EOFException | SocketException cut) {
            return "cut";
        }
    }
}
