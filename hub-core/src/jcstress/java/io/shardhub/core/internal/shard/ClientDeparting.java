package io.shardhub.core.internal.shard;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.shardhub.Message;
import java.util.List;
import java.util.stream.Stream;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Both shards at work at the same time, one of them on the sender's thread: what was posted before the client was routed away is
 * written before it leaves.
 */
@JCStressTest
@Outcome(id = "123456", expect = ACCEPTABLE, desc = "once and in order")
@Outcome(expect = FORBIDDEN, desc = "lost, twice or out of order")
@State
public class ClientDeparting {

    private static final List<Message> MESSAGES =
            Stream.of("1", "2", "3", "4", "5", "6").map(Message::text).toList();

    private final TwoShards shards = new TwoShards();

    public ClientDeparting() {
        shards.order();
    }

    @Actor
    public void owner() {
        shards.from.work();
        shards.from.work();
    }

    @Actor
    public void senderAndOwner() {
        MESSAGES.forEach(shards.client::send);
        shards.to.work();
        shards.to.work();
    }

    @Arbiter
    public void end(I_Result result) {
        shards.settle();
        result.r1 = shards.connection.digits;
    }
}
