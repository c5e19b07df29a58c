package io.shardhub.core.runtime;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Work comes at the moment at which a loop goes to rest. Where the loop would park, this test leaves it. */
@JCStressTest
@Outcome(id = "true, true", expect = ACCEPTABLE, desc = "it rests and is woken up")
@Outcome(id = "false, true", expect = ACCEPTABLE, desc = "it is woken up and finds the work itself")
@Outcome(id = "false, false", expect = ACCEPTABLE, desc = "it finds the work before it rests")
@Outcome(id = "true, false", expect = FORBIDDEN, desc = "it parks, and nobody wakes it up")
@State
public class ThreadLoopParking {

    private static final RuntimeException PARKED = new Parked();

    private final ThreadLoop loop = new ThreadLoop("loop", new Cycle());
    private volatile boolean work;

    private static final class Parked extends RuntimeException {
        private static final long serialVersionUID = 1;

        Parked() {
            super("parked", null, false, false);
        }
    }

    private final class Cycle implements DutyCycle {
        @Override
        public int doWork() {
            if (work) {
                loop.stop();
                return 1;
            }
            return 0;
        }

        @Override
        public boolean hasWork() {
            return work;
        }

        @Override
        public long nanosUntilDue() {
            throw PARKED; // nothing is done between this call and the park
        }
    }

    @Actor
    public void loop(ZZ_Result result) {
        try {
            loop.run();
        } catch (Parked e) {
            result.r1 = true;
        }
    }

    @Actor
    public void poster(ZZ_Result result) {
        work = true;
        result.r2 = loop.wakeUp();
    }
}
