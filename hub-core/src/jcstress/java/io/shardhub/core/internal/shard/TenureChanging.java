package io.shardhub.core.internal.shard;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** The tenure is taken away from one call after the other: never more often than the thread loses it. */
@JCStressTest
@Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "both calls have returned")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "the second call has lost it")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "the first call has lost it")
@Outcome(expect = FORBIDDEN, desc = "a call ends although the shard is another thread's")
@State
public class TenureChanging {

    private static final TwoShards SHARDS = new TwoShards();

    private final Tenure tenure = new Tenure(SHARDS.from);

    @Actor
    public void thread(II_Result result) {
        try {
            for (int i = 0; i < 2; i++) {
                tenure.callMember(SHARDS.client).end();
                result.r1++;
            }
        } catch (Tenure.Deposed e) {
            // counted by the other
        }
    }

    @Actor
    public void supervisor(II_Result result) {
        long note = tenure.note();
        result.r2 += tenure.takeAway(note) ? 1 : 0;
        result.r2 += tenure.takeAway(note) ? 1 : 0;
    }
}
