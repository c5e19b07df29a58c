package io.shardhub.core.internal.inbound;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.shardhub.Execution;
import io.shardhub.Priority;
import io.shardhub.core.testing.StillRuntime;
import io.shardhub.options.CreditOptions;
import io.shardhub.options.InboundOptions;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A task is handed in while the pool gives up: it is dropped once. */
@JCStressTest
@Outcome(id = "1", expect = ACCEPTABLE, desc = "by whoever came last")
@Outcome(expect = FORBIDDEN, desc = "it waits for ever, or is counted twice")
@State
public class PoolEnding {

    private final WorkerPool pool = new WorkerPool(new StillRuntime(), "pool", InboundOptions.defaults(1));
    private final Inbox inbox = new Inbox(pool, CreditOptions.defaults(1));
    private final Work work = new Work(Priority.NORMAL, Execution.POOL, () -> {});

    public PoolEnding() {
        pool.start();
        inbox.open(null);
    }

    @Actor
    public void poster() {
        inbox.offer(work, 0);
    }

    @Actor
    public void hub() {
        pool.drainAndStop(0, 0);
    }

    @Arbiter
    public void end(I_Result result) {
        result.r1 = work.dropped.size();
    }
}
