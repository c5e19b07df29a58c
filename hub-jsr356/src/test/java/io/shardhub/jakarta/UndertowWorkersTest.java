package io.shardhub.jakarta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shardhub.CloseReason;
import io.shardhub.auth.Identity;
import io.shardhub.jakarta.TestServer.Bound;
import io.shardhub.transport.Connection;
import io.shardhub.transport.Gateway;
import io.shardhub.transport.Receiver;
import io.shardhub.transport.Refusal;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An Undertow that hands messages to worker threads, which would queue what a peer sends without a bound. */
@Timeout(90)
class UndertowWorkersTest {

    private static final int MESSAGES = 4_000;
    private static final int SIZE = 16 * 1_024;

    private final CountDownLatch gate = new CountDownLatch(1);
    private final Map<String, Heard> heard = new ConcurrentHashMap<>();
    private TestServer server;

    @AfterEach
    void close() throws IOException {
        gate.countDown();
        server.close();
    }

    @ParameterizedTest
    @EnumSource(PipeChoice.class)
    void aPeerThatFloodsIsNotReadAheadOfTheWorkers(PipeChoice pipe) throws Exception {
        server = UndertowServer.withWorkers(new Bound(
                new Door(),
                Rig.BY_PARAMETER,
                JakartaOptions.at("/ws").withPipe(pipe).withLinger(Duration.ofMillis(200))));
        AtomicInteger written = new AtomicInteger();
        try (RawPeer flooder = RawPeer.open(server.port(), "/ws?user=flooder");
                RawPeer honest = RawPeer.open(server.port(), "/ws?user=honest")) {
            Thread flood = new Thread(() -> flood(flooder, written), "flood");
            flood.setDaemon(true);
            flood.start();

            AtomicInteger before = new AtomicInteger(-1);
            await().pollInterval(Duration.ofSeconds(1)) // it has stopped when nothing more was taken for that time
                    .atMost(Duration.ofSeconds(40))
                    .until(() -> before.getAndSet(written.get()) == written.get());
            assertThat(written).as("what the sockets hold, and a few frames").hasValueLessThan(MESSAGES / 2);
            honest.text("0");
            await().until(() -> heard.get("honest").messages.get() == 1);

            gate.countDown();

            await().atMost(Duration.ofSeconds(40))
                    .until(() -> heard.get("flooder").messages.get() == MESSAGES);
            assertThat(heard.get("flooder").disorder).hasValue(0);
        }
    }

    private static void flood(RawPeer peer, AtomicInteger written) {
        String filler = "x".repeat(SIZE);
        try {
            for (int i = 0; i < MESSAGES; i++) {
                peer.text(i + filler);
                written.incrementAndGet();
            }
        } catch (IOException e) { // the test is over
            Thread.currentThread().interrupt();
        }
    }

    /** Keeps the worker of the flooder until the gate opens. */
    private final class Door implements Gateway {

        @Override
        public String name() {
            return "test";
        }

        @Override
        public Optional<Refusal> refusal() {
            return Optional.empty();
        }

        @Override
        public Receiver accept(Connection connection, Identity identity) {
            Heard receiver = new Heard(identity.userId().equals("flooder"));
            heard.put(identity.userId(), receiver);
            return receiver;
        }

        @Override
        public int maxMessageBytes() {
            return 65_536;
        }
    }

    private final class Heard implements Receiver {

        private final boolean waits;
        final AtomicInteger messages = new AtomicInteger();
        final AtomicInteger disorder = new AtomicInteger();

        Heard(boolean waits) {
            this.waits = waits;
        }

        @Override
        public void text(String text) {
            if (waits) {
                try {
                    gate.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
            int number = messages.getAndIncrement();
            disorder.addAndGet(text.replace("x", "").equals(Integer.toString(number)) ? 0 : 1);
        }

        @Override
        public void binary(int size) {}

        @Override
        public void tooBig() {}

        @Override
        public void pong() {}

        @Override
        public void closed(CloseReason reason) {}
    }
}
