package io.shardhub.core.internal.shard;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Somebody posts to two places while somebody else closes the cut: all of it lies before the close, or behind it. */
@JCStressTest
@Outcome(id = "-1, 0", expect = ACCEPTABLE, desc = "somebody was inside, and it is open again")
@Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "before the close")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "behind it")
@Outcome(expect = FORBIDDEN, desc = "half of it, or unseen")
@State
public class CutEntering {

    private final Cut cut = new Cut();
    private int here; // plain: the cut is what makes them visible
    private int there;
    private int closed;

    @Actor
    public void poster(II_Result result) {
        int mark = cut.enter();
        result.r2 = closed;
        here = 1;
        there = 1;
        cut.leave(mark);
    }

    @Actor
    public void closer(II_Result result) {
        if (!cut.tryClose()) {
            result.r1 = -1;
            return;
        }
        result.r1 = here + there;
        closed = 1;
        cut.open();
    }
}
