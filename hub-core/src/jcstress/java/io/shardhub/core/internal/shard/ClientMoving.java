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

/** A sender and a broadcaster in one, while the client moves: everything arrives once and in order. */
@JCStressTest
@Outcome(id = "123", expect = ACCEPTABLE, desc = "once and in order")
@Outcome(expect = FORBIDDEN, desc = "lost, twice or out of order")
@State
public class ClientMoving {

    private static final Message[] MESSAGES = {Message.text("1"), Message.text("2"), Message.text("3")};

    private final TwoShards shards = new TwoShards();

    public ClientMoving() {
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
    public void sender() {
        shards.client.send(MESSAGES[0]);
        int mark = shards.cut.enter();
        shards.from.postMessage(new ShardCommand.BroadcastToAll(MESSAGES[1]));
        shards.to.postMessage(new ShardCommand.BroadcastToAll(MESSAGES[1]));
        shards.cut.leave(mark);
        shards.client.send(MESSAGES[2]);
    }

    @Arbiter
    public void end(I_Result result) {
        shards.settle();
        result.r1 = shards.connection.digits;
    }
}
