package io.shardhub.jakarta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shardhub.Client;
import io.shardhub.CloseCode;
import io.shardhub.CloseReason;
import io.shardhub.HubListener;
import io.shardhub.core.Manager;
import io.shardhub.jakarta.TestServer.Bound;
import io.shardhub.options.HubOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Peers that keep their connection and do not read, more of them than there are threads to wait for them: they are cut in
 * time, and nobody else waits, over every container and a whole hub.
 */
@Timeout(90)
@OnContainers
@MethodSource("io.shardhub.jakarta.Rig#all")
class StalledPeerTest {

    private static final int STALLED = 12;
    private static final int CLOSER_THREADS = 2;
    private static final Duration DEADLINE = Duration.ofMillis(800);
    private static final Duration GRACE = Duration.ofMillis(300);

    /** How long all of it may take on a busy machine; far less than one blocked call after the other would. */
    private static final Duration SOON = Duration.ofSeconds(12);

    private static final HubOptions SMALL = HubOptions.small();

    @Parameter
    private Rig rig;

    private final Manager manager = Manager.create(SMALL.withOutbox(
                    SMALL.outbox().withWriteDeadline(DEADLINE))
            .withClosing(SMALL.closing().withDrain(GRACE).withGrace(GRACE))
            .withLiveness(
                    SMALL.liveness().withPingInterval(Duration.ofSeconds(2)).withPongTimeout(Duration.ofSeconds(1))));
    private final Map<String, AtomicInteger> ends = new ConcurrentHashMap<>();
    private final Map<String, Client> clients = new ConcurrentHashMap<>();
    private final List<RawPeer> stalled = new ArrayList<>();
    private TestServer server;
    private TyrusPeer witness;

    @BeforeEach
    void start() throws Exception {
        manager.on("ECHO", String.class, request -> request.client().send("ECHO", request.data()));
        manager.listen(new HubListener() {
            @Override
            public void connected(Client client) {
                clients.put(client.userId(), client);
            }

            @Override
            public void disconnected(Client client, CloseReason reason) {
                ends.computeIfAbsent(client.userId(), user -> new AtomicInteger())
                        .incrementAndGet();
            }
        });
        manager.start();
        server = rig.container()
                .start(new Bound(
                        manager,
                        Rig.BY_PARAMETER,
                        rig.options().withCloserThreads(CLOSER_THREADS).withLinger(GRACE)));
        witness = TyrusPeer.connect(server.port(), "witness");
        for (int i = 0; i < STALLED; i++) {
            stalled.add(RawPeer.openSmall(server.port(), "/ws?user=stalled" + i));
        }
        await().until(() -> clients.size() == STALLED + 1);
    }

    @AfterEach
    void stop() throws Exception {
        witness.close();
        manager.close();
        server.close();
        for (RawPeer peer : stalled) {
            peer.close();
        }
    }

    private void assertTheWitnessIsServed() throws Exception {
        witness.send("{\"type\":\"ECHO\",\"data\":\"still here\"}");
        String heard = witness.hear();
        while (!heard.startsWith("{\"type\":\"ECHO\"")) {
            assertThat(heard).doesNotStartWith("closed");
            heard = witness.hear();
        }
    }

    /** All stalled peers have been reported as ended once, and their sockets are gone. */
    private void assertAllAreCut() throws IOException {
        await().atMost(SOON).until(() -> ends.size() == STALLED);
        assertThat(ends)
                .doesNotContainKey("witness")
                .allSatisfy((user, count) -> assertThat(count.get()).isOne());
        for (RawPeer peer : stalled) {
            peer.readToEnd(); // times out if the server keeps the socket
        }
        await().untilAsserted(() -> {
            assertThat(manager.snapshot().clients()).isOne();
            assertThat(manager.snapshot().books().isBalanced()).isTrue();
        });
    }

    /** Broadcasts more than the buffers of a connection take. */
    private void flood() throws Exception {
        String filling = "x".repeat(256 * 1_024);
        for (int i = 0; i < 40; i++) {
            manager.broadcast("FLOOD", filling);
            assertThat(witness.hear()).startsWith("{\"type\":\"FLOOD\"");
        }
    }

    @Test
    void peersThatMissTheDeadlineAreCutAsSlow() throws Exception {
        flood();
        assertAllAreCut();
        assertThat(manager.snapshot().closed()).containsEntry(4408, (long) STALLED);
        assertTheWitnessIsServed();
    }

    @Test
    void closingPeersThatTakeNothingIsOverAtTheGrace() throws Exception {
        flood();
        clients.forEach((user, client) -> {
            if (!user.equals("witness")) {
                client.close(CloseReason.of(CloseCode.POLICY, "enough"));
            }
        });
        assertTheWitnessIsServed();
        assertAllAreCut();
    }

    @Test
    void peersThatDoNotAnswerACloseLoseTheirSocket() throws Exception {
        clients.forEach((user, client) -> {
            if (!user.equals("witness")) {
                client.close(CloseReason.of(CloseCode.REPLACED, "newer"));
            }
        });
        for (RawPeer peer : stalled) {
            assertThat(peer.readCloseCode()).isEqualTo(4409);
        }
        long before = System.nanoTime();
        assertAllAreCut();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(4));
    }

    @Test
    void peersThatPingWithoutReadingHoldNoThread() throws Exception {
        for (RawPeer peer : stalled) {
            Thread pinging = new Thread(() -> pingForEver(peer), "pinging peer");
            pinging.setDaemon(true);
            pinging.start();
        }
        for (int i = 0; i < 20; i++) {
            assertTheWitnessIsServed();
        }
        assertAllAreCut();
        assertTheWitnessIsServed();
    }

    private static void pingForEver(RawPeer peer) {
        byte[] payload = new byte[125];
        try {
            while (true) {
                peer.control(RawPeer.PING, payload);
                LockSupport.parkNanos(100_000); // the machine is for the server
            }
        } catch (IOException e) { // the server has ended the connection
            Thread.currentThread().interrupt();
        }
    }
}
