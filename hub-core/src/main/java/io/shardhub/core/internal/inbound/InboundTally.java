package io.shardhub.core.internal.inbound;

import io.shardhub.annotation.AnyThread;
import io.shardhub.snapshot.InboundSnapshot;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what peers sent. */
@AnyThread
final class InboundTally {

    private final LongAdder received = new LongAdder();
    private final LongAdder handled = new LongAdder();
    private final ConcurrentHashMap<String, LongAdder> faults = new ConcurrentHashMap<>(); // codes are a fixed set

    void received() {
        received.increment();
    }

    void handled() {
        handled.increment();
    }

    void fault(String code) {
        faults.computeIfAbsent(code, key -> new LongAdder()).increment();
    }

    InboundSnapshot snapshot() {
        Map<String, Long> counts = new HashMap<>();
        faults.forEach((code, count) -> counts.put(code, count.sum()));
        return new InboundSnapshot(received.sum(), handled.sum(), counts);
    }
}
