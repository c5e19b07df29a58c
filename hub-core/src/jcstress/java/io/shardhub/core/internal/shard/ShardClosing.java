package io.shardhub.core.internal.shard;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.shardhub.CloseCode;
import io.shardhub.CloseReason;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/** All shards are told to close while one of them gives clients away: nobody comes to a shard that has told its end. */
@JCStressTest
@Outcome(id = "true, 0", expect = ACCEPTABLE, desc = "nobody moved")
@Outcome(id = "false, 1", expect = ACCEPTABLE, desc = "the client came first, and is waited for")
@Outcome(expect = FORBIDDEN, desc = "a client arrives behind the end")
@State
public class ShardClosing {

    private static final CloseReason SHUTDOWN = CloseReason.of(CloseCode.SHUTDOWN, "server shutdown");

    private final TwoShards shards = new TwoShards();

    public ShardClosing() {
        shards.order();
    }

    @Actor
    public void from() {
        shards.from.work();
    }

    @Actor
    public void hub(ZI_Result result) {
        int mark = shards.cut.enter();
        CompletableFuture<Void> end = shards.to.closeAll(Shutdown.atOnce(SHUTDOWN));
        shards.from.closeAll(Shutdown.atOnce(SHUTDOWN));
        shards.cut.leave(mark);
        shards.to.work();
        result.r1 = end.isDone();
    }

    @Arbiter
    public void end(ZI_Result result) {
        result.r2 = shards.to.clients();
    }
}
