package io.shardhub.core.runtime;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** A task that is run once learns its loop while it runs: the loop ends. */
@JCStressTest
@Outcome(id = "true", expect = ACCEPTABLE, desc = "it was told in time, or is woken up")
@Outcome(expect = FORBIDDEN, desc = "the loop parks for ever")
@State
public class OnceEnding {

    private static final RuntimeException PARKED = new Parked();

    private final Once once = new Once(() -> {});
    private final ThreadLoop loop = new ThreadLoop("loop", new Cycle());
    private boolean parked;
    private boolean woken;

    private static final class Parked extends RuntimeException {
        private static final long serialVersionUID = 1;

        Parked() {
            super("parked", null, false, false);
        }
    }

    private final class Cycle implements DutyCycle {
        @Override
        public int doWork() {
            return once.doWork();
        }

        @Override
        public boolean hasWork() {
            return once.hasWork();
        }

        @Override
        public long nanosUntilDue() {
            throw PARKED; // nothing is done between this call and the park
        }
    }

    /** Says whether somebody wakes the loop up. */
    private record Watched(ThreadLoop loop, Runnable onWakeUp) implements Loop {
        @Override
        public boolean wakeUp() {
            boolean rested = loop.wakeUp();
            if (rested) {
                onWakeUp.run();
            }
            return rested;
        }

        @Override
        public void stop() {
            loop.stop();
        }

        @Override
        public boolean isAlive() {
            return loop.isAlive();
        }

        @Override
        public boolean awaitEnd(long nanos) {
            return loop.awaitEnd(nanos);
        }
    }

    @Actor
    public void loop() {
        try {
            loop.run();
        } catch (Parked e) {
            parked = true;
        }
    }

    @Actor
    public void starter() {
        once.runBy(new Watched(loop, () -> woken = true));
    }

    @Arbiter
    public void end(Z_Result result) {
        result.r1 = !parked || woken;
    }
}
