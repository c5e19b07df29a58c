package io.shardhub.core.internal.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.Client;
import io.shardhub.ClientRule;
import io.shardhub.CloseCode;
import io.shardhub.CloseReason;
import io.shardhub.Execution;
import io.shardhub.HandlerOptions;
import io.shardhub.HubListener;
import io.shardhub.Priority;
import io.shardhub.auth.Identity;
import io.shardhub.contract.RecordingConnection;
import io.shardhub.core.HubParts;
import io.shardhub.core.Manager;
import io.shardhub.core.testing.HubRig;
import io.shardhub.core.testing.ManualRuntime;
import io.shardhub.core.testing.QuietLog;
import io.shardhub.options.InboundOptions;
import io.shardhub.snapshot.InboundSnapshot;
import io.shardhub.transport.Receiver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Random clients, messages, failures, hangs and ends, in an order that a seed decides. After every step each message that was
 * received is accounted for; a seed that fails is named and replays.
 */
@ExtendWith(QuietLog.class)
@Timeout(300)
final class RandomHandlingTest {

    private static final int SEEDS = Integer.getInteger("handling.seeds", 400);
    private static final long FIRST = Long.getLong("handling.first", 1);
    private static final int STEPS = 120;
    private static final int MAX_WAITING = 5;
    private static final int MAX_QUEUED = 12;
    private static final int MAX_BYTES = 150;
    private static final int MAX_VIRTUAL = 2;
    private static final int WORKERS = 2;

    /** One client of a run, and what its handlers saw. */
    private static final class Peer {
        private final Receiver receiver;
        private final List<Integer> seen = new ArrayList<>();
        private int sent;
        private boolean inside;
        private boolean gone;

        Peer(Receiver receiver) {
            this.receiver = receiver;
        }
    }

    private static final class Run {

        private final SplittableRandom random;
        private final ManualRuntime runtime;
        private final Manager manager;
        private final List<Peer> peers = new ArrayList<>();
        private long received;
        private int connected;
        private int disconnected;

        Run(long seed) {
            random = new SplittableRandom(seed);
            runtime = new ManualRuntime(random.nextLong());
            manager = Manager.create(
                    HubRig.options(2)
                            .withInbound(InboundOptions.defaults(WORKERS)
                                    .withMaxVirtual(MAX_VIRTUAL)
                                    .withMaxMessageBytes(MAX_BYTES)
                                    .withCredit(Work.credit(MAX_WAITING)
                                            .withBytes(MAX_BYTES)
                                            .withHubMessages(MAX_QUEUED)
                                            .withHubBytes(2 * MAX_BYTES)
                                            .withMaxHeld(1)
                                            .withMaxRefusedPerMinute(6))
                                    .withMaxFaultsPerMinute(1_000)),
                    HubParts.defaults().withRuntime(runtime));
            Runnable hang = runtime.hanging();
            for (Execution execution : Execution.values()) {
                for (Priority priority : Priority.values()) {
                    manager.on(
                            execution + "-" + priority,
                            String.class,
                            new HandlerOptions(priority, execution, Duration.ofSeconds(1), ClientRule.ANYBODY),
                            request -> handle(String.valueOf(request.data()), hang));
                }
            }
            manager.listen(new HubListener() {
                @Override
                public void connected(Client client) {
                    connected++;
                }

                @Override
                public void disconnected(Client client, CloseReason reason) {
                    disconnected++;
                    Peer peer = peers.get(Integer.parseInt(client.userId()));
                    assertThat(peer.inside).as("a handler runs").isFalse();
                    peer.gone = true;
                }
            });
            manager.start();
        }

        private void handle(String data, Runnable hang) {
            String[] parts = data.split(" ", -1);
            Peer peer = peers.get(Integer.parseInt(parts[0]));
            assertThat(peer.inside).as("two at once").isFalse();
            assertThat(peer.gone).as("after its end").isFalse();
            peer.seen.add(Integer.parseInt(parts[1]));
            peer.inside = true;
            check();
            switch (parts[2]) {
                case "hang" -> hang.run();
                case "skip" -> runtime.skip(Duration.ofSeconds(2));
                default -> {}
            }
            peer.inside = false;
            if (parts[2].equals("throw")) {
                throw new IllegalStateException(data);
            }
        }

        void steps() {
            for (int step = 0; step < STEPS; step++) {
                switch (random.nextInt(10)) {
                    case 0 -> join();
                    case 1 -> leave();
                    case 2 -> runtime.advance(Duration.ofMillis(random.nextInt(1_500)));
                    case 3 -> runtime.releaseAll();
                    case 4, 5 -> runtime.runOnce();
                    default -> send();
                }
                check();
            }
            runtime.releaseAll();
            boolean drained = random.nextBoolean();
            if (drained) {
                settle();
            }
            manager.close();
            settle();
            runtime.close();
            InboundSnapshot end = check();
            assertThat(end.waiting()).as("waiting").isZero();
            assertThat(end.running()).as("running").isZero();
            assertThat(runtime.roles()).isEmpty();
            if (drained) {
                assertThat(end.faults()).doesNotContainKey("given_up");
                assertThat(disconnected).isEqualTo(connected);
            }
        }

        private void settle() {
            do {
                runtime.releaseAll();
                runtime.runUntilIdle();
            } while (!runtime.hung().isEmpty());
        }

        private void join() {
            Identity identity = Identity.of(String.valueOf(peers.size()));
            RecordingConnection connection = new RecordingConnection();
            connection.setMayHoldReader(random.nextBoolean());
            peers.add(new Peer(manager.accept(connection, identity)));
        }

        private void leave() {
            if (!peers.isEmpty()) {
                peers.get(random.nextInt(peers.size())).receiver.closed(CloseReason.of(CloseCode.NORMAL, "bye"));
            }
        }

        private void send() {
            if (peers.isEmpty()) {
                return;
            }
            int number = random.nextInt(peers.size());
            Peer peer = peers.get(number);
            Execution execution = Execution.values()[random.nextInt(3)];
            Priority priority = Priority.values()[random.nextInt(Priority.COUNT)];
            String type = random.nextInt(20) == 0 ? "unknown" : execution + "-" + priority;
            String[] deeds = {"go", "go", "throw", "skip", execution == Execution.INLINE ? "go" : "hang"};
            String deed = deeds[random.nextInt(deeds.length)];
            String data = number + " " + peer.sent++ + " " + deed;
            received++;
            peer.receiver.text(random.nextInt(20) == 0 ? "{" : "{\"type\":\"" + type + "\",\"data\":\"" + data + "\"}");
        }

        private InboundSnapshot check() {
            InboundSnapshot now = manager.inbound();
            assertThat(now.received()).isEqualTo(received);
            assertThat(now.isBalanced()).as("%s", now).isTrue();
            assertThat(now.waiting()).isBetween(0L, (long) MAX_QUEUED);
            assertThat(now.queuedBytes()).isBetween(0L, 2L * MAX_BYTES);
            assertThat(now.held()).isBetween(0L, 1L);
            assertThat(now.running()).isBetween(0L, WORKERS + MAX_VIRTUAL + 1L);
            for (Peer peer : peers) {
                assertThat(peer.seen).isSorted();
            }
            return now;
        }
    }

    @Test
    void everyMessageIsAccountedForInEveryOrder() {
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            try {
                new Run(seed).steps();
            } catch (Throwable e) {
                throw new AssertionError("seed " + seed + " (-Dhandling.first=" + seed + " -Dhandling.seeds=1)", e);
            }
        }
    }
}
