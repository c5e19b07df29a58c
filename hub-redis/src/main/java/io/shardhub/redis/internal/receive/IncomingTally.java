package io.shardhub.redis.internal.receive;

import io.shardhub.cluster.BusSnapshot;
import java.util.concurrent.atomic.LongAdder;

/** Counts what comes from other nodes. Any thread. */
public final class IncomingTally {

    final LongAdder received = new LongAdder();
    final LongAdder duplicates = new LongAdder();
    final LongAdder lost = new LongAdder();
    final LongAdder gaps = new LongAdder();
    final LongAdder skipped = new LongAdder();
    final LongAdder malformed = new LongAdder();

    /** The figures now. */
    public BusSnapshot.Incoming snapshot() {
        return new BusSnapshot.Incoming(
                received.sum(), duplicates.sum(), lost.sum(), gaps.sum(), skipped.sum(), malformed.sum());
    }
}
