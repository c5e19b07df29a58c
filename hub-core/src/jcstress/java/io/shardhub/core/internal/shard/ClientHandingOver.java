package io.shardhub.core.internal.shard;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.shardhub.Message;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** One shard hands a client over while the other one takes it in: nothing is missed. */
@JCStressTest
@Outcome(id = "123", expect = ACCEPTABLE, desc = "in order")
@Outcome(expect = FORBIDDEN, desc = "the new owner misses something of the old")
@State
public class ClientHandingOver {

    private static final Message[] MESSAGES = {Message.text("1"), Message.text("2"), Message.text("3")};

    private final TwoShards shards = new TwoShards(1);

    public ClientHandingOver() {
        shards.order();
        shards.client.send(MESSAGES[0]);
        shards.from.work(); // cuts, with the message still to be written
        shards.client.send(MESSAGES[1]);
        shards.client.send(MESSAGES[2]);
    }

    @Actor
    public void before() {
        shards.from.work();
        shards.from.work();
    }

    @Actor
    public void after() {
        shards.to.work();
        shards.to.work();
        shards.to.work();
    }

    @Arbiter
    public void end(I_Result result) {
        shards.settle();
        result.r1 = shards.connection.digits;
    }
}
