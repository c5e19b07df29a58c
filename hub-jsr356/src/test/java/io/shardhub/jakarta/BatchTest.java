package io.shardhub.jakarta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shardhub.Message;
import io.shardhub.Priority;
import io.shardhub.core.Manager;
import io.shardhub.options.HubOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.provider.MethodSource;

/** What waits together leaves together, over real containers and a real client. */
@Timeout(60)
@OnContainers
@MethodSource("io.shardhub.jakarta.Rig#all")
class BatchTest {

    @Parameter
    private Rig rig;

    private final Manager manager = Manager.create(
            HubOptions.small().withOutbox(HubOptions.small().outbox().withLinger(Duration.ofSeconds(10))));

    private void broadcastLow(Message message) {
        manager.hub().broadcast(message.withPriority(Priority.LOW));
    }

    private static List<String> hear(TyrusPeer peer, int count) throws InterruptedException {
        List<String> heard = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            heard.add(peer.hear());
        }
        return heard;
    }

    @Test
    void peerThatAskedForBatchesGetsThemAndTheOtherDoesNot() throws Exception {
        manager.start();
        try (TestServer server = rig.start(manager);
                TyrusPeer asks = TyrusPeer.connect(server.port(), "asks");
                TyrusPeer other = TyrusPeer.connect(server.port(), "other")) {
            asks.send("{\"type\":\"hub.hello\",\"id\":\"1\",\"data\":{\"batch\":true}}");
            assertThat(asks.hear()).isEqualTo("{\"type\":\"hub.reply\",\"id\":\"1\",\"data\":null}");
            broadcastLow(Message.of("A", "1"));
            broadcastLow(Message.of("B", "\"Gr\u00fc\u00dfe\""));
            broadcastLow(Message.text("no JSON"));
            broadcastLow(Message.of("C", null));
            broadcastLow(Message.of("D", "[]").inTopic("news"));
            manager.hub().broadcast(Message.of("N", "{}"));
            assertThat(hear(asks, 3))
                    .containsExactly(
                            "{\"type\":\"hub.batch\",\"data\":[{\"type\":\"N\",\"data\":{}},{\"type\":\"A\",\"data\":1},"
                                    + "{\"type\":\"B\",\"data\":\"Gr\u00fc\u00dfe\"}]}",
                            "no JSON",
                            "{\"type\":\"hub.batch\",\"data\":[{\"type\":\"C\"},"
                                    + "{\"type\":\"D\",\"topic\":\"news\",\"data\":[]}]}");
            assertThat(hear(other, 6))
                    .contains("no JSON", "{\"type\":\"N\",\"data\":{}}", "{\"type\":\"C\"}")
                    .noneMatch(text -> text.contains("hub.batch"));
            asks.send("{\"type\":\"hub.hello\",\"id\":\"2\",\"data\":{\"batch\":false}}");
            assertThat(asks.hear()).contains("\"id\":\"2\"");
            await().untilAsserted(() ->
                    assertThat(manager.snapshot().books().waiting()).isZero());
            assertThat(manager.snapshot().books().isBalanced()).isTrue();
            assertThat(manager.inbound().faults()).isEmpty();
        } finally {
            manager.close();
        }
    }
}
