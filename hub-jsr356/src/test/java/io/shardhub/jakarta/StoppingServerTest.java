package io.shardhub.jakarta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shardhub.CloseCode;
import io.shardhub.CloseReason;
import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.provider.MethodSource;

/** Servers that stop while peers come in. */
@OnContainers
@MethodSource("io.shardhub.jakarta.Rig#all")
@Timeout(60)
class StoppingServerTest {

    private static final int ROUNDS = 3;
    private static final int KNOCKING = 4;
    private static final int PEERS = 50;

    @Parameter
    Rig rig;

    private final Queue<RawPeer> peers = new ConcurrentLinkedQueue<>();

    @AfterEach
    void leave() throws IOException {
        for (RawPeer peer : peers) {
            peer.close();
        }
    }

    /** The container reports most of them by itself; it may have forgotten those that came too late for it. */
    @Test
    void aHubThatIsClosedAfterItsServerHearsTheEndOfEverySessionOnce() throws Exception {
        for (int round = 1; round <= ROUNDS; round++) {
            TestGateway gateway = new TestGateway();
            TestServer server = rig.start(gateway);
            int port = server.port();
            List<CompletableFuture<Void>> knocking = Stream.generate(() -> SessionScenarios.aside(() -> knock(port)))
                    .limit(KNOCKING)
                    .toList();
            gateway.get(10 * round);
            server.close();
            for (CompletableFuture<Void> knocker : knocking) {
                knocker.get(20, TimeUnit.SECONDS);
            }
            for (TestGateway.Accepted accepted : gateway.accepted()) {
                accepted.connection().close(CloseReason.of(CloseCode.SHUTDOWN, "hub stopped"));
            }
            await().untilAsserted(() -> assertThat(gateway.accepted())
                    .allSatisfy(accepted ->
                            assertThat(accepted.receiver().closings()).hasSize(1)));
        }
    }

    /** Asks until nobody listens any more, and waits for no answer. */
    private void knock(int port) {
        try {
            for (int i = 0; i < PEERS; i++) {
                peers.add(RawPeer.ask(port, "/ws?user=7", ""));
            }
        } catch (IOException e) { // the server has stopped
            return;
        }
    }
}
