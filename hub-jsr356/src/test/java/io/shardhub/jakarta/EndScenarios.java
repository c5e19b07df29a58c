package io.shardhub.jakarta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shardhub.CloseCode;
import io.shardhub.CloseReason;
import io.shardhub.transport.Frame;
import io.shardhub.transport.WriteResult;
import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.glassfish.tyrus.client.ClientManager;
import org.glassfish.tyrus.client.ClientProperties;
import org.junit.jupiter.api.Test;

/** How sessions end on every container and every route. */
abstract class EndScenarios extends SessionScenarios {

    @Test
    void thePeersCloseIsReportedOnceWithItsCode() throws Exception {
        RawPeer peer = open();
        TestGateway.Accepted accepted = gateway.first();
        peer.close(4321);
        assertThat(peer.readCloseCode()).isEqualTo(4321);
        assertReportedOnce(accepted);
        assertThat(accepted.receiver().closed())
                .hasValueSatisfying(reason -> assertThat(reason.code()).isEqualTo(4321));
        assertThat(accepted.connection().trySend(Frame.text("late"), 1, (token, failure) -> {}))
                .isEqualTo(WriteResult.CLOSED);
    }

    @Test
    void aPeerThatVanishesIsReportedOnce() throws Exception {
        open().close();
        assertReportedOnce(gateway.first());
    }

    @Test
    void aPeerThatResetsIsReportedOnce() throws Exception {
        open().reset();
        assertReportedOnce(gateway.first());
    }

    @Test
    void aPeerThatResetsDuringAWriteIsReportedOnceAndTheWriteFails() throws Exception {
        RawPeer peer = openSmall();
        TestGateway.Accepted accepted = gateway.first();
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        fill(accepted.connection(), (token, failure) -> {
            if (failure != null) {
                failures.add(failure);
            }
        });
        peer.reset();
        assertReportedOnce(accepted);
        await().untilAsserted(() -> assertThat(failures).hasSize(1));
    }

    @Test
    void brokenFramesEndTheSession() throws Exception {
        RawPeer peer = open();
        peer.frame(0xF3, new byte[5]); // a reserved opcode with reserved bits
        assertReportedOnce(gateway.first());
        assertThat(gateway.first().receiver().texts()).isEmpty();
    }

    @Test
    void everyCloseCodeReachesThePeer() throws Exception {
        int opened = 0;
        for (CloseCode code : CloseCode.values()) {
            if (code == CloseCode.LOST) {
                continue;
            }
            RawPeer peer = open();
            TestGateway.Accepted accepted = gateway.get(opened++);
            accepted.connection().close(CloseReason.of(code, "because"));
            RawPeer.Frame frame = peer.read();
            assertThat(frame.code()).isEqualTo(code.number());
            assertThat(frame.text()).endsWith("because");
            peer.close(1000);
            awaitClosed(accepted);
            assertThat(accepted.receiver().closed()) // the container names its own code or the peer's answer
                    .hasValueSatisfying(reason -> assertThat(reason.code()).isIn(code.number(), 1000));
        }
        assertReportedOnce(gateway.accepted());
    }

    @Test
    void aSessionThatTheServerClosesDoesNotComeBack() throws Exception {
        for (int i = 0; i < 100; i++) {
            RawPeer peer = open();
            gateway.get(i).connection().close(CloseReason.of(CloseCode.REPLACED, "newer"));
            peer.readCloseCode();
            peer.close(4409);
            awaitClosed(gateway.get(i));
            assertThat(gateway.accepted()).hasSize(i + 1);
        }
    }

    @Test
    void aLostConnectionIsNeverAnnounced() throws Exception {
        RawPeer peer = open();
        TestGateway.Accepted accepted = gateway.first();
        accepted.connection().close(CloseReason.of(CloseCode.LOST, ""));
        awaitClosed(accepted);
        assertThat(accepted.receiver().closed())
                .hasValueSatisfying(
                        reason -> assertThat(reason.is(CloseCode.LOST)).isTrue());
        byte[] all = peer.readToEnd();
        if (all.length > 0) { // a close frame, where a container knows no harder end
            assertThat(all).startsWith(0x88, 2, 1001 >> 8, 1001 & 0xFF);
        }
    }

    @Test
    void closingTwiceAndAbortingAfterwardsIsHarmless() throws Exception {
        RawPeer peer = open();
        TestGateway.Accepted accepted = gateway.first();
        accepted.connection().close(CloseReason.of(CloseCode.SHUTDOWN, "first"));
        accepted.connection().close(CloseReason.of(CloseCode.POLICY, "second"));
        assertThat(peer.readCloseCode()).isEqualTo(1001);
        accepted.connection().abort();
        accepted.connection().abort();
        assertReportedOnce(accepted);
    }

    @Test
    void aCloseWaitsForTheWriteThatIsUnderWay() throws Exception {
        RawPeer peer = openSmall();
        TestGateway.Accepted accepted = gateway.first();
        fill(accepted.connection(), (token, failure) -> {});
        accepted.connection().close(CloseReason.of(CloseCode.NORMAL, "done"));
        assertThat(peer.readCloseCode()).isEqualTo(1000);
        peer.close(1000);
        assertReportedOnce(accepted);
    }

    @Test
    void nothingBlocksOnAPeerThatDoesNotReadAndAbortEndsIt() throws Exception {
        RawPeer peer = openSmall();
        TestGateway.Accepted accepted = gateway.first();
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        fill(accepted.connection(), (token, failure) -> {
            if (failure != null) {
                failures.add(failure);
            }
        });
        long before = System.nanoTime();
        assertThat(accepted.connection().trySend(Frame.text("no"), 99, (token, failure) -> {}))
                .isEqualTo(WriteResult.BUSY);
        assertThat(accepted.connection().tryPing(99, (token, failure) -> {})).isIn(WriteResult.BUSY, WriteResult.SENT);
        accepted.connection().close(CloseReason.of(CloseCode.NORMAL, "done"));
        accepted.connection().abort();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofMillis(500));
        assertReportedOnce(accepted);
        assertThat(failures).hasSize(1);
        assertFreed(peer);
    }

    @Test
    void abortEndsASilentPeer() throws Exception {
        RawPeer peer = open();
        TestGateway.Accepted accepted = gateway.first();
        accepted.connection().abort();
        assertReportedOnce(accepted);
        assertFreed(peer);
    }

    /** The server has ended the connection, without any help of the peer. */
    void assertFreed(RawPeer peer) throws IOException {
        long before = System.nanoTime();
        peer.readToEnd(); // times out if it has not
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void aRealClientTalksToTheHub() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        Session session = connect(heard);
        session.getBasicRemote().sendText("hello");
        TestGateway.Accepted accepted = gateway.first();
        await().until(() -> accepted.receiver().texts().contains("hello"));
        send(accepted.connection(), "welcome");
        assertThat(heard.poll(5, TimeUnit.SECONDS)).isEqualTo("welcome");
        accepted.connection().close(CloseReason.of(CloseCode.REPLACED, "newer"));
        assertThat(heard.poll(5, TimeUnit.SECONDS)).isEqualTo("4409 newer");
        assertReportedOnce(accepted);
    }

    private Session connect(BlockingQueue<String> heard) throws Exception {
        ClientManager client = ClientManager.createClient();
        client.getProperties().put(ClientProperties.SHARED_CONTAINER, true);
        Endpoint endpoint = new Endpoint() {
            @Override
            public void onOpen(Session session, EndpointConfig config) {
                session.addMessageHandler(String.class, (MessageHandler.Whole<String>) heard::add);
            }

            @Override
            public void onClose(Session session, jakarta.websocket.CloseReason reason) {
                heard.add(reason.getCloseCode().getCode() + " " + reason.getReasonPhrase());
            }
        };
        URI uri = URI.create("ws://127.0.0.1:" + port() + "/ws?user=7");
        return client.connectToServer(
                endpoint, ClientEndpointConfig.Builder.create().build(), uri);
    }
}
