package io.shardhub.core.internal.inbound;

import io.shardhub.Priority;
import io.shardhub.core.testing.Linearizability;
import io.shardhub.core.testing.StillRuntime;
import io.shardhub.options.CreditOptions;
import io.shardhub.options.InboundOptions;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/** Inboxes are added to lanes and taken from them by many threads: each is taken once, and none stays behind. */
@Param(name = "lane", gen = IntGen.class, conf = "0:3")
public class LanesLincheck {

    private static final StillRuntime RUNTIME = new StillRuntime();
    private static final Inbox INBOX =
            new Inbox(new WorkerPool(RUNTIME, "pool", InboundOptions.defaults(1)), CreditOptions.defaults(1));

    private final Lanes lanes = new Lanes(RUNTIME, -1);
    private final Lanes.Taker one = lanes.new Taker();
    private final Lanes.Taker two = lanes.new Taker();
    private final AtomicInteger added = new AtomicInteger();
    private final AtomicInteger taken = new AtomicInteger();

    @Operation
    public void add(@Param(name = "lane") int lane) {
        added.incrementAndGet();
        lanes.add(INBOX, Priority.values()[lane], 0);
    }

    @Operation(nonParallelGroup = "one")
    public void takeOne() {
        count(one.take());
    }

    @Operation(nonParallelGroup = "two")
    public void takeTwo() {
        count(two.take());
    }

    private void count(Object inbox) {
        if (inbox != null) {
            taken.incrementAndGet();
        }
    }

    @Validate
    public void check() {
        while (!lanes.isEmpty()) {
            count(one.take());
        }
        if (added.get() != taken.get()) {
            throw new IllegalStateException(added + " added, " + taken + " taken");
        }
    }

    @Test
    void eachIsTakenOnce() {
        Linearizability.check(getClass());
    }
}
