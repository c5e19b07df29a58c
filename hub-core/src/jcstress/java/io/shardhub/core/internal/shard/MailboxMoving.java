package io.shardhub.core.internal.shard;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.shardhub.Message;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LJZ_Result;

/** A command for a client is posted while the client gets another shard: what is in lies before its position. */
@JCStressTest
@Outcome(id = "TAKEN, 1, true", expect = ACCEPTABLE, desc = "before the move")
@Outcome(id = "MOVED, 1, false", expect = ACCEPTABLE, desc = "its place was taken before the move, and is empty")
@Outcome(id = "MOVED, 0, false", expect = ACCEPTABLE, desc = "behind the move")
@Outcome(expect = FORBIDDEN, desc = "behind the position, or lost, or in both")
@State
public class MailboxMoving {

    private static final Message MESSAGE = Message.text("1");

    private final TwoShards shards = new TwoShards();
    private final Mailbox mailbox = new Mailbox(8);
    private final ShardCommand command = new ShardCommand.SendToClient(shards.client, MESSAGE);

    @Actor
    public void poster(LJZ_Result result) {
        result.r1 = mailbox.offerTo(shards.client, shards.from, command);
    }

    @Actor
    public void mover(LJZ_Result result) {
        shards.client.routeTo(shards.to);
        result.r2 = mailbox.position();
    }

    @Arbiter
    public void end(LJZ_Result result) {
        result.r3 = mailbox.poll() == command;
    }
}
