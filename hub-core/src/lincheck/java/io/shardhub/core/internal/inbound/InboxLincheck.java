package io.shardhub.core.internal.inbound;

import io.shardhub.Execution;
import io.shardhub.Priority;
import io.shardhub.core.runtime.DutyCycle;
import io.shardhub.core.testing.Linearizability;
import io.shardhub.core.testing.StillRuntime;
import io.shardhub.options.CreditOptions;
import io.shardhub.options.InboundOptions;
import java.util.List;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/** Two workers and many posters of one client: one task at a time, each once, in the order of each poster. */
@Param(name = "poster", gen = ThreadIdGen.class)
public class InboxLincheck {

    private static final int POSTERS = 8;

    private final List<DutyCycle> workers;
    private final Inbox inbox;
    private final int[] posted = new int[POSTERS];
    private final int[] ran = new int[POSTERS];
    private volatile boolean running;
    private volatile boolean broken;

    /** An open inbox and a pool of two workers, which run when an operation says so. */
    public InboxLincheck() {
        StillRuntime runtime = new StillRuntime();
        WorkerPool pool = new WorkerPool(runtime, "pool", InboundOptions.defaults(2));
        pool.start();
        workers = List.copyOf(runtime.cycles().subList(1, 3)); // the first is the watch of the handlers
        inbox = new Inbox(pool, CreditOptions.defaults(2));
        inbox.open(null);
    }

    private Work work(int poster, Execution execution) {
        int number = posted[poster]++;
        return new Work(Priority.NORMAL, execution, () -> {
            broken |= running || ran[poster] != number;
            running = true;
            ran[poster]++;
            running = false;
        });
    }

    @Operation
    public Inbox.Entry offer(@Param(name = "poster") int poster) {
        return inbox.offer(work(poster, Execution.POOL), 0);
    }

    @Operation
    public Inbox.Entry offerQuick(@Param(name = "poster") int poster) {
        return inbox.offer(work(poster, Execution.INLINE), 0);
    }

    @Operation(nonParallelGroup = "worker 0")
    public void workOne() {
        workers.get(0).doWork();
    }

    @Operation(nonParallelGroup = "worker 1")
    public void workTwo() {
        workers.get(1).doWork();
    }

    /** When the workers have done what is left, every task has run. */
    @Validate
    public void check() {
        while (workers.get(0).doWork() > 0) {
            // until nothing waits
        }
        for (int i = 0; i < POSTERS; i++) {
            broken |= posted[i] != ran[i];
        }
        if (broken) {
            throw new IllegalStateException("two at a time, or out of order, or lost");
        }
    }

    @Test
    void tasksRunOnceAndInOrder() {
        Linearizability.check(getClass());
    }
}
