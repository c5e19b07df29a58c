package io.shardhub.core.internal.shard;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/** A call returns while the tenure is taken away: one of the two succeeds, and sees what was written before. */
@JCStressTest
@Outcome(id = "true, -1", expect = ACCEPTABLE, desc = "the call has returned")
@Outcome(id = "false, 2", expect = ACCEPTABLE, desc = "another thread has the shard, and knows whose call it was")
@Outcome(expect = FORBIDDEN, desc = "both go on, or nobody, or something is not seen")
@State
public class TenureTaking {

    private static final TwoShards SHARDS = new TwoShards();
    private static final Members NOBODY = new Members();

    private final Tenure tenure = new Tenure(SHARDS.from);
    private int state; // plain: the note is what makes it visible

    @Actor
    public void thread(ZI_Result result) {
        state = 1;
        Tenure call = tenure.call(SHARDS.client);
        try {
            call.end();
            result.r1 = true;
            state = 3;
        } catch (Tenure.Deposed e) {
            result.r1 = false;
        }
    }

    @Actor
    public void supervisor(ZI_Result result) {
        boolean taken = tenure.takeAway(tenure.note());
        result.r2 = taken ? state + (tenure.callee(NOBODY) == SHARDS.client ? 1 : 0) : -1;
    }
}
