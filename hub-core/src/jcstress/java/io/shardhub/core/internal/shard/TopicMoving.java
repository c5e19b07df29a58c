package io.shardhub.core.internal.shard;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A client asks for a topic while it moves: the topic has one taker, where the client is. */
@JCStressTest
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "before the move or behind it")
@Outcome(expect = FORBIDDEN, desc = "counted where the client is not")
@State
public class TopicMoving {

    private final TwoShards shards = new TwoShards();

    public TopicMoving() {
        shards.order();
    }

    @Actor
    public void owner() {
        shards.from.work();
    }

    @Actor
    public void subscriber() {
        shards.client.subscribe("t");
    }

    @Arbiter
    public void end(II_Result result) {
        shards.settle();
        Shard home = shards.client.shard();
        Shard other = home == shards.from ? shards.to : shards.from;
        result.r1 = shards.topics.count("t", other.index());
        result.r2 = shards.topics.count("t", home.index());
    }
}
