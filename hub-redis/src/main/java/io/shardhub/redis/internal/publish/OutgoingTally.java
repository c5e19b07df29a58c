package io.shardhub.redis.internal.publish;

import io.shardhub.cluster.BusSnapshot;
import java.util.concurrent.atomic.LongAdder;

/** Counts what a node publishes. Any thread. */
public final class OutgoingTally {

    private final LongAdder accepted = new LongAdder();
    private final LongAdder published = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder lost = new LongAdder();

    /** One message was taken. */
    public void accept() {
        accepted.increment();
    }

    /** That message was not taken after all. */
    public void refuse() {
        accepted.decrement();
        refused.increment();
    }

    void published(long count) {
        published.add(count);
    }

    void lost(long count) {
        lost.add(count);
    }

    /** The figures now. */
    public BusSnapshot.Outgoing snapshot() {
        long done = published.sum();
        long gone = lost.sum();
        long waiting = Math.max(0, accepted.sum() - done - gone);
        return new BusSnapshot.Outgoing(done, refused.sum(), gone, (int) Math.min(Integer.MAX_VALUE, waiting));
    }
}
