package io.shardhub.core.internal.shard;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZI_Result;

/** Two want to close the cut: never both at once. */
@JCStressTest
@Outcome(id = "true, true, 2", expect = ACCEPTABLE, desc = "one after the other")
@Outcome(id = "true, false, 1", expect = ACCEPTABLE, desc = "the first is inside")
@Outcome(id = "false, true, 1", expect = ACCEPTABLE, desc = "the second is inside")
@Outcome(expect = FORBIDDEN, desc = "both at once, or nobody")
@State
public class CutClosing {

    private final Cut cut = new Cut();
    private int closes; // plain: whoever has closed the cut is alone

    private boolean close() {
        boolean closed = cut.tryClose();
        if (closed) {
            closes++;
            cut.open();
        }
        return closed;
    }

    @Actor
    public void first(ZZI_Result result) {
        result.r1 = close();
    }

    @Actor
    public void second(ZZI_Result result) {
        result.r2 = close();
    }

    @Arbiter
    public void end(ZZI_Result result) {
        result.r3 = closes;
    }
}
