package io.shardhub.core.internal.inbound;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.shardhub.Priority;
import io.shardhub.core.runtime.HubRuntime;
import io.shardhub.core.testing.StillRuntime;
import io.shardhub.log.NodeLog;
import io.shardhub.options.CreditOptions;
import io.shardhub.options.InboundOptions;
import java.util.ArrayDeque;
import java.util.Queue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;
import org.slf4j.LoggerFactory;

/** An inbox comes while the only thread ends: that thread takes it, or another one is started. */
@JCStressTest
@Outcome(id = "true, true", expect = ACCEPTABLE, desc = "taken by the one that ends")
@Outcome(id = "false, true", expect = ACCEPTABLE, desc = "another thread takes it")
@Outcome(expect = FORBIDDEN, desc = "it waits for ever")
@State
public class VirtualCrewEnding {

    private static final HubRuntime RUNTIME = new StillRuntime();
    private static final NodeLog FAILURES =
            new NodeLog(LoggerFactory.getLogger(VirtualCrewEnding.class), "pool", RUNTIME::nanoTime);
    private static final WorkerPool POOL = new WorkerPool(RUNTIME, "pool", InboundOptions.defaults(1));

    private final Queue<Runnable> started = new ArrayDeque<>(); // one after the other: there is one place
    private final Lanes lanes = new Lanes(RUNTIME, 0);
    private final Inbox inbox = new Inbox(POOL, CreditOptions.defaults(1));
    private final VirtualCrew crew = new VirtualCrew(started::add, 1, lanes, taken -> this.turns++, FAILURES);
    private final Runnable ending;
    private int turns; // plain: one thread at a time

    public VirtualCrewEnding() {
        lanes.add(inbox, Priority.NORMAL, 0);
        crew.wakeUp();
        ending = started.remove();
    }

    @Actor
    public void thread() {
        ending.run();
    }

    @Actor
    public void poster() {
        lanes.add(inbox, Priority.NORMAL, 0);
        crew.wakeUp();
    }

    @Arbiter
    public void end(ZZ_Result result) {
        result.r1 = turns == 2;
        started.forEach(Runnable::run);
        result.r2 = turns == 2;
    }
}
