package io.shardhub.core.internal.shard;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.shardhub.Message;
import io.shardhub.snapshot.ShardSnapshot;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/** A snapshot is taken while the shard writes: who sees that it has worked off its mailbox sees what it has written. */
@JCStressTest
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "before the message")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "while it is written")
@Outcome(id = "2, 1", expect = ACCEPTABLE, desc = "behind it")
@Outcome(expect = FORBIDDEN, desc = "the drain is seen, and not its message")
@State
public class ShardCounting {

    private static final Message MESSAGE = Message.text("1");

    private final TwoShards shards = new TwoShards();

    public ShardCounting() {
        shards.client.send(MESSAGE);
    }

    @Actor
    public void shard() {
        shards.from.work();
    }

    @Actor
    public void reader(JJ_Result result) {
        ShardSnapshot snapshot = shards.from.snapshot(0);
        result.r1 = snapshot.drains();
        result.r2 = snapshot.books().sent();
    }
}
