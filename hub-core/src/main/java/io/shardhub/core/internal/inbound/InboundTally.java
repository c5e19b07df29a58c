package io.shardhub.core.internal.inbound;

import io.shardhub.annotation.AnyThread;
import io.shardhub.snapshot.InboundSnapshot;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts what peers sent. */
@AnyThread
final class InboundTally {

    private final LongAdder received = new LongAdder();
    private final LongAdder handled = new LongAdder();
    private final LongAdder failedEvents = new LongAdder();
    private final Map<Fault, LongAdder> faults = new EnumMap<>(Fault.class);

    InboundTally() {
        for (Fault fault : Fault.values()) {
            faults.put(fault, new LongAdder());
        }
    }

    void received() {
        received.increment();
    }

    long receivedSoFar() {
        return received.sum();
    }

    void handled() {
        handled.increment();
    }

    void failedEvent() {
        failedEvents.increment();
    }

    @SuppressWarnings("NullAway") // every fault has one
    void fault(Fault fault) {
        faults.get(fault).increment();
    }

    InboundSnapshot snapshot(WorkerPool workers, Holds holds) {
        Map<String, Long> counts = new HashMap<>();
        faults.forEach((fault, count) -> {
            if (count.sum() > 0) {
                counts.put(fault.cause(), count.sum());
            }
        });
        return new InboundSnapshot(
                received.sum(),
                handled.sum(),
                workers.watch().running(),
                workers.bound().waiting(),
                workers.bound().bytes(),
                holds.held(),
                holds.count(),
                Duration.ofNanos(workers.oldestNanos()),
                workers.watch().overdue(),
                failedEvents.sum(),
                counts);
    }
}
