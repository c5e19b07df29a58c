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

/** A message for a user between two for its only client, which moves meanwhile. */
@JCStressTest
@Outcome(id = "123", expect = ACCEPTABLE, desc = "once and in order")
@Outcome(expect = FORBIDDEN, desc = "lost, twice or out of order")
@State
public class UserMessageMoving {

    private static final Message[] MESSAGES = {Message.text("1"), Message.text("2"), Message.text("3")};

    private final SwitchedShards shards = new SwitchedShards(true);
    private final TwoShards.Digits connection = new TwoShards.Digits();
    private final HubClient client = shards.join(0, connection);

    public UserMessageMoving() {
        shards.shard(0).move(shards.shard(1), 1);
    }

    @Actor
    public void owners() {
        shards.work();
        shards.work();
    }

    @Actor
    public void sender() {
        client.send(MESSAGES[0]);
        shards.switchboard.sendToUser(SwitchedShards.USER, MESSAGES[1]);
        client.send(MESSAGES[2]);
    }

    @Arbiter
    public void end(I_Result result) {
        shards.settle();
        result.r1 = connection.digits;
    }
}
