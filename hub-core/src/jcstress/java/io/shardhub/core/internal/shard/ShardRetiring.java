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
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/** A topic is asked for while the client leaves and its shard is about to go: nothing is left in a shard that has gone. */
@JCStressTest
@Outcome(id = "true, true, false", expect = ACCEPTABLE, desc = "it came in time, and ended with the client")
@Outcome(id = "true, false, false", expect = ACCEPTABLE, desc = "it came too late, and the shard may go")
@Outcome(id = "false, (true|false), false", expect = ACCEPTABLE, desc = "the shard stays, and undoes it")
@Outcome(expect = FORBIDDEN, desc = "the topic counts a taker in a shard that is no more")
@State
public class ShardRetiring {

    private static final CloseReason BYE = CloseReason.of(CloseCode.NORMAL, "bye");

    private final TwoShards shards = new TwoShards();

    @Actor
    public void subscriber(ZZZ_Result result) {
        result.r2 = shards.client.subscribe("t").isAccepted();
    }

    @Actor
    public void caretaker(ZZZ_Result result) {
        shards.client.closed(BYE);
        shards.from.work();
        if (shards.cut.tryClose()) {
            result.r1 = shards.from.isVacant();
            shards.cut.open();
        }
    }

    @Arbiter
    public void end(ZZZ_Result result) {
        if (!result.r1) {
            shards.settle();
        }
        result.r3 = shards.topics.hasTakers("t");
    }
}
