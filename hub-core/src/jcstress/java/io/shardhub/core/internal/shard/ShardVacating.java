package io.shardhub.core.internal.shard;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.shardhub.CloseCode;
import io.shardhub.CloseReason;
import io.shardhub.core.runtime.StandIn;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZIZ_Result;

/** A shard is asked whether it may go while it works: not while it holds a connection that was turned away. */
@JCStressTest
@Outcome(id = "false, 0, true", expect = ACCEPTABLE, desc = "it is at work, or has the connection")
@Outcome(expect = FORBIDDEN, desc = "it goes, and the connection is forgotten")
@State
public class ShardVacating {

    private static final CloseReason FULL = CloseReason.of(CloseCode.OVERLOADED, "full");

    private final TwoShards shards = new TwoShards();
    private final HubClient guest;

    public ShardVacating() {
        guest = new HubClient(
                "g",
                shards.client.identity(),
                shards.connection,
                shards.client.listener,
                new StandIn(),
                shards.context);
        guest.settleAt(shards.to);
        shards.to.work();
        guest.turnAway(FULL);
    }

    @Actor
    public void shard(ZIZ_Result result) {
        shards.to.work();
        result.r3 = guest.stage == Stage.CLOSING;
    }

    @Actor
    public void caretaker(ZIZ_Result result) {
        result.r1 = shards.to.isVacant();
        result.r2 = shards.to.clients();
    }
}
