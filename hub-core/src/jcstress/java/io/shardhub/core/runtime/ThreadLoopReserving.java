package io.shardhub.core.runtime;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import java.util.concurrent.TimeUnit;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * Two posters and the thread of a loop take turns. What the work counts belongs to whose turn it is and is not synchronized in any
 * other way: each post is done once, no turns overlap, and no wake-up is lost, or the loop would not end.
 */
@JCStressTest
@Outcome(id = "2, 0, 1", expect = ACCEPTABLE, desc = "each post is done once, one turn at a time")
@State
public class ThreadLoopReserving {

    private static final long LONG = TimeUnit.SECONDS.toNanos(10);

    private final ThreadLoop loop = new ThreadLoop("loop", new Cycle());
    private volatile boolean first;
    private volatile boolean second;
    private volatile boolean reserved;

    /* Of whose turn it is. */
    private boolean firstDone;
    private boolean secondDone;
    private int done;
    private boolean inside;
    private int clashes;

    private final class Cycle implements DutyCycle {

        @Override
        public int doWork() {
            clashes += inside ? 1 : 0;
            inside = true;
            int before = done;
            if (first && !firstDone) {
                firstDone = true;
                done++;
            }
            if (second && !secondDone) {
                secondDone = true;
                done++;
            }
            int portion = done - before;
            if (done == 2) {
                loop.stop();
            }
            inside = false;
            return portion;
        }

        @Override
        public boolean hasWork() {
            return (first && !firstDone) || (second && !secondDone);
        }

        @Override
        public long nanosUntilDue() {
            return NEVER;
        }
    }

    private void runOrWakeUp() {
        if (loop.reserve()) {
            loop.runReserved();
        } else {
            loop.wakeUp();
        }
    }

    @Actor
    public void handler() {
        loop.start();
        while (!loop.reserve()) {
            Thread.onSpinWait();
        }
        reserved = true;
        first = true;
        runOrWakeUp();
    }

    @Actor
    public void poster() {
        while (!reserved) {
            Thread.onSpinWait();
        }
        second = true;
        runOrWakeUp();
    }

    @Arbiter
    public void end(III_Result result) {
        result.r3 = loop.awaitEnd(LONG) ? 1 : 0;
        result.r1 = done;
        result.r2 = clashes;
    }
}
