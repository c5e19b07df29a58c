package io.shardhub.jakarta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shardhub.CloseCode;
import io.shardhub.HandlerOptions;
import io.shardhub.core.Manager;
import io.shardhub.options.HubOptions;
import io.shardhub.options.InboundOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A peer that sends without end to a handler that hangs, over every container and a whole hub. */
@Timeout(60)
@Tag("container")
@ParameterizedClass
@MethodSource("io.shardhub.jakarta.Rig#all")
class FloodTest {

    private static final int CREDIT = 16;
    private static final int MAX_REFUSED = 8;
    private static final String FLOOD = "{\"type\":\"STUCK\",\"data\":\"" + "x".repeat(2_000) + "\"}";

    @Parameter
    private Rig rig;

    private final CountDownLatch gate = new CountDownLatch(1);
    private final Manager manager = Manager.create(options());
    private TestServer server;

    private static HubOptions options() {
        HubOptions small = HubOptions.small();
        InboundOptions inbound = small.inbound();
        return small.withInbound(inbound.withCredit(inbound.credit()
                .withMessages(CREDIT)
                .withHoldFor(Duration.ofMillis(20))
                .withMaxRefusedPerMinute(MAX_REFUSED)));
    }

    @BeforeEach
    void start() throws Exception {
        manager.on("STUCK", String.class, request -> gate.await())
                .on(
                        "ECHO",
                        String.class,
                        HandlerOptions.inline(),
                        request -> request.client().send("ECHO", request.data()))
                .on(
                        "BYE",
                        String.class,
                        HandlerOptions.inline(),
                        request -> request.client().close(CloseCode.REPLACED, "bye"))
                .start();
        server = rig.start(manager);
    }

    @AfterEach
    void stop() throws Exception {
        gate.countDown();
        manager.close();
        server.close();
    }

    @Test
    void aPeerThatFloodsIsClosedWith4429AndFillsNoMemory() throws Exception {
        try (RawPeer flooder = RawPeer.open(server.port(), "/ws?user=flooder");
                TyrusPeer witness = TyrusPeer.connect(server.port(), "witness")) {
            Thread flood = new Thread(() -> floodForEver(flooder), "flood");
            flood.setDaemon(true);
            flood.start();

            await().atMost(Duration.ofSeconds(30))
                    .until(() -> manager.snapshot().closed().getOrDefault(4429, 0L) == 1);
            assertThat(manager.inbound().queuedBytes()).isLessThanOrEqualTo((long) CREDIT * FLOOD.length());
            assertThat(manager.inbound().faults().get("busy")).isBetween(MAX_REFUSED + 1L, MAX_REFUSED + 2L);
            witness.send("{\"type\":\"ECHO\",\"data\":\"still here\"}");
            String answer = witness.hear();
            while (!answer.startsWith("{\"type\":\"ECHO\"")) {
                assertThat(answer).doesNotStartWith("closed");
                answer = witness.hear();
            }

            gate.countDown();

            await().untilAsserted(() -> {
                assertThat(manager.inbound().isBalanced()).isTrue();
                assertThat(manager.inbound().queuedBytes()).isZero();
                assertThat(manager.snapshot().clients()).isOne();
            });
        }
    }

    /** It is cut when it has lingered, as before; to read what it sends until then would cost more than all else about it. */
    @Test
    void whoFloodsOnAfterTheCloseIsReadNoMore() throws Exception {
        Assumptions.assumeTrue(rig.container() == TestContainer.TOMCAT, "the others read on");
        try (RawPeer flooder = RawPeer.open(server.port(), "/ws?user=flooder")) {
            Thread flood = new Thread(() -> floodForEver(flooder), "flood");
            flood.setDaemon(true);
            flood.start();

            assertThat(flooder.readCloseCode()).isEqualTo(4429);
            long before = ignored();
            flood.join(Duration.ofSeconds(30).toMillis());

            assertThat(flood.isAlive()).as("not cut").isFalse();
            await().until(() -> manager.snapshot().clients() == 0);
            assertThat(manager.snapshot().closed()).containsOnly(Map.entry(4429, 1L));
            assertThat(ignored() - before).as("messages read after the close").isLessThanOrEqualTo(16);
        }
    }

    private long ignored() {
        return manager.inbound().faults().getOrDefault("closed", 0L);
    }

    @Test
    void whoAnswersTheCloseBehindWhatWasOnItsWayNeedNotLinger() throws Exception {
        JakartaOptions patient = rig.options().withLinger(Duration.ofMinutes(5));
        try (TestServer other = rig.container().start(new TestServer.Bound(manager, Rig.BY_PARAMETER, patient));
                RawPeer flooder = RawPeer.open(other.port(), "/ws?user=flooder")) {
            for (int i = 0; i < CREDIT + MAX_REFUSED + 8; i++) {
                flooder.text("{\"type\":\"STUCK\",\"data\":\"\"}");
            }
            assertThat(flooder.readCloseCode()).isEqualTo(4429);
            flooder.answerClose(4429);
            await().until(() -> manager.snapshot().clients() == 0);
        }
    }

    /** Whoever was closed for another reason may have had much on its way. */
    @Test
    void whoIsClosedForNoFaultOfItsOwnIsReadToTheEnd() throws Exception {
        Assumptions.assumeFalse(rig.container() == TestContainer.TYRUS, "it ends the connection with its close frame");
        JakartaOptions patient = rig.options().withLinger(Duration.ofMinutes(5));
        try (TestServer other = rig.container().start(new TestServer.Bound(manager, Rig.BY_PARAMETER, patient));
                RawPeer peer = RawPeer.open(other.port(), "/ws?user=replaced")) {
            peer.text("{\"type\":\"BYE\"}");
            assertThat(peer.readCloseCode()).isEqualTo(4409);
            for (int i = 0; i < 100; i++) { // before the close they could be a flood
                peer.text("{\"type\":\"ECHO\",\"data\":\"\"}");
            }
            peer.answerClose(4409);
            await().until(() -> manager.snapshot().clients() == 0);
        }
    }

    private static void floodForEver(RawPeer peer) {
        try {
            while (true) {
                peer.text(FLOOD);
            }
        } catch (IOException e) { // the server has ended the connection
            Thread.currentThread().interrupt();
        }
    }
}
