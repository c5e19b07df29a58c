package io.shardhub.core.internal.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.ClientRule;
import io.shardhub.CloseCode;
import io.shardhub.CloseReason;
import io.shardhub.Execution;
import io.shardhub.HandlerOptions;
import io.shardhub.Priority;
import io.shardhub.Request;
import io.shardhub.auth.Identity;
import io.shardhub.contract.RecordingConnection;
import io.shardhub.core.HubParts;
import io.shardhub.core.Manager;
import io.shardhub.core.runtime.HubRuntime;
import io.shardhub.core.testing.HubRig;
import io.shardhub.core.testing.QuietLog;
import io.shardhub.core.testing.RecordingListener;
import io.shardhub.options.InboundOptions;
import io.shardhub.snapshot.InboundSnapshot;
import io.shardhub.transport.Receiver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Real threads: many clients, all priorities, every kind of thread that the JDK has, clients that leave in between. */
@ExtendWith(QuietLog.class)
@Timeout(120)
final class HandlingStressTest {

    private static final boolean VIRTUAL = HubRuntime.threads().virtualThreads("probe") != null;
    private static final int READERS = 4;
    private static final int CLIENTS_EACH = 50;
    private static final int MESSAGES = 400;
    private static final int FAILS_EVERY = 50;

    private final Manager manager = Manager.create(
            HubRig.options(2)
                    .withInbound(InboundOptions.defaults(4)
                            .withMaxVirtual(8)
                            .withCredit(Work.credit(16).withHubMessages(1_000))
                            .withAgedAfter(Duration.ofMillis(5))),
            HubParts.defaults());
    private final AtomicInteger violations = new AtomicInteger();
    private final RecordingListener listener = new RecordingListener();

    /** One client; its plain fields are kept by the order that is promised. */
    private final class Peer {
        private final Receiver receiver;
        private final AtomicInteger inside = new AtomicInteger();
        private int last = -1;
        private int handled;

        Peer(int number) {
            RecordingConnection connection = new RecordingConnection();
            connection.setMayHoldReader(number % 2 == 0);
            receiver = manager.accept(connection, Identity.of("u" + number));
        }

        void handle(int number) {
            if (inside.getAndIncrement() != 0 || number <= last) {
                violations.incrementAndGet();
            }
            last = number;
            handled++;
            inside.decrementAndGet();
        }
    }

    private final Peer[] peers = new Peer[READERS * CLIENTS_EACH];

    private void handle(Request<int[]> request) {
        int[] data = Objects.requireNonNull(request.data());
        peers[data[0]].handle(data[1]);
        if (data[1] % FAILS_EVERY == 0) {
            throw new IllegalStateException("on purpose");
        }
    }

    private void read(int reader) {
        SplittableRandom random = new SplittableRandom(reader);
        int first = reader * CLIENTS_EACH;
        for (int message = 0; message < MESSAGES; message++) {
            for (int i = first; i < first + CLIENTS_EACH; i++) {
                Execution execution = Execution.values()[random.nextInt(VIRTUAL ? 3 : 2)];
                Priority priority = Priority.values()[random.nextInt(Priority.COUNT)];
                peers[i].receiver.text(
                        "{\"type\":\"" + execution + priority + "\",\"data\":[" + i + "," + message + "]}");
                if (message == MESSAGES / 2 && i % 10 == 0) {
                    peers[i].receiver.closed(CloseReason.of(CloseCode.NORMAL, "half-way"));
                }
            }
        }
    }

    @Test
    void orderHoldsNothingOverlapsAndTheBooksBalance() throws Exception {
        for (Execution execution : Execution.values()) {
            for (Priority priority : Priority.values()) {
                if (execution != Execution.VIRTUAL || VIRTUAL) {
                    manager.on(
                            execution.name() + priority,
                            int[].class,
                            new HandlerOptions(priority, execution, null, ClientRule.ANYBODY),
                            this::handle);
                }
            }
        }
        manager.listen(listener).start();
        for (int i = 0; i < peers.length; i++) {
            peers[i] = new Peer(i);
        }
        List<Thread> readers = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
            int reader = i;
            readers.add(new Thread(() -> read(reader), "reader-" + i));
        }
        readers.forEach(Thread::start);
        for (Thread reader : readers) {
            reader.join();
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() ->
                        manager.inbound().waiting() == 0 && manager.inbound().running() == 0);
        manager.close();
        InboundSnapshot end = manager.inbound();
        assertThat(violations).hasValue(0);
        assertThat(end.received()).isEqualTo((long) peers.length * MESSAGES);
        assertThat(end.isBalanced()).as("%s", end).isTrue();
        assertThat(end.waiting() + end.running()).isZero();
        long ran = 0;
        for (Peer peer : peers) {
            ran += peer.handled;
        }
        assertThat(end.handled() + end.faults().getOrDefault("handler_failed", 0L))
                .isEqualTo(ran);
        assertThat(end.faults()).doesNotContainKeys("given_up", "other", "protocol_failed");
        assertThat(listener.events()).hasSize(2 * peers.length);
    }

    /** One low message while more urgent ones never end: it is handled. */
    @Test
    void lowestIsHandledWhileTheMostUrgentNeverEnd() {
        List<Execution> executions = VIRTUAL ? List.of(Execution.POOL, Execution.VIRTUAL) : List.of(Execution.POOL);
        AtomicInteger low = new AtomicInteger();
        AtomicBoolean stop = new AtomicBoolean();
        for (Execution execution : executions) {
            manager.on(
                            "low " + execution,
                            String.class,
                            new HandlerOptions(Priority.LOW, execution, null, ClientRule.ANYBODY),
                            request -> low.incrementAndGet())
                    .on(
                            "urgent " + execution,
                            int[].class,
                            new HandlerOptions(Priority.CRITICAL, execution, null, ClientRule.ANYBODY),
                            request -> {
                                int[] data = Objects.requireNonNull(request.data());
                                if (!stop.get()) {
                                    peers[data[0]].receiver.text(
                                            "{\"type\":\"" + request.type() + "\",\"data\":[" + data[0] + "]}");
                                }
                            });
        }
        manager.start();
        for (int i = 0; i < peers.length; i++) {
            peers[i] = new Peer(i);
        }
        for (int i = 1; i < peers.length; i++) {
            String type = "urgent " + executions.get(i % executions.size());
            peers[i].receiver.text("{\"type\":\"" + type + "\",\"data\":[" + i + "]}");
        }
        for (Execution execution : executions) {
            peers[0].receiver.text("{\"type\":\"low " + execution + "\"}");
        }
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> low.get() == executions.size());
        stop.set(true);
        manager.close();
        assertThat(manager.inbound().isBalanced()).isTrue();
    }
}
