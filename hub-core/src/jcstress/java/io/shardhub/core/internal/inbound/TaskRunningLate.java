package io.shardhub.core.internal.inbound;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.shardhub.core.testing.QuietLog;
import io.shardhub.core.testing.StillRuntime;
import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

/** A task ends behind its deadline while the watch looks at it: it is counted once. */
@JCStressTest
@Outcome(id = "1", expect = ACCEPTABLE, desc = "by the watch, or by its thread")
@Outcome(expect = FORBIDDEN, desc = "missed, or counted twice")
@State
public class TaskRunningLate {

    static {
        QuietLog.silence();
    }

    private final HandlerWatch watch = new HandlerWatch(new StillRuntime(), "pool");
    private final HandlerWatch.Seat seat = watch.takeSeat();
    private final Work work = Work.lasting(Duration.ofNanos(-1), () -> {});

    public TaskRunningLate() {
        seat.begin(work);
    }

    @Actor
    public void thread() {
        seat.end(work);
    }

    @Actor
    public void watch() {
        watch.doWork();
    }

    @Arbiter
    public void end(J_Result result) {
        result.r1 = watch.overdue();
    }
}
