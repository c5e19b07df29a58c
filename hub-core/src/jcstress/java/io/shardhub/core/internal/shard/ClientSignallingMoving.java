package io.shardhub.core.internal.shard;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.shardhub.CloseCode;
import io.shardhub.CloseReason;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** A connection ends while its client moves: one of the two shards hears of it. */
@JCStressTest
@Outcome(id = "GONE", expect = ACCEPTABLE, desc = "removed by the old shard or by the new one")
@Outcome(expect = FORBIDDEN, desc = "nobody hears of it")
@State
public class ClientSignallingMoving {

    private static final CloseReason BYE = CloseReason.of(CloseCode.NORMAL, "bye");

    private final TwoShards shards = new TwoShards();

    public ClientSignallingMoving() {
        shards.order();
    }

    @Actor
    public void owners() {
        shards.from.work();
        shards.to.work();
        shards.from.work();
        shards.to.work();
    }

    @Actor
    public void connection() {
        shards.client.closed(BYE);
    }

    @Arbiter
    public void end(L_Result result) {
        shards.settle();
        result.r1 = shards.client.stage;
    }
}
