package io.shardhub.core.internal.care;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.shardhub.core.internal.metrics.Measurements;
import io.shardhub.core.internal.outbox.OutboxLimits;
import io.shardhub.core.internal.shard.Cut;
import io.shardhub.core.internal.shard.Roster;
import io.shardhub.core.internal.shard.ShardContext;
import io.shardhub.core.internal.shard.Switchboard;
import io.shardhub.core.internal.shard.TakerIndex;
import io.shardhub.core.protocol.JsonProtocol;
import io.shardhub.core.sharding.UserIdSharding;
import io.shardhub.core.testing.StillRuntime;
import io.shardhub.options.HubOptions;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** Something is asked for while the caretaker ends: whoever asked is answered. */
@JCStressTest
@Outcome(id = "true", expect = ACCEPTABLE, desc = "refused, whoever was first")
@Outcome(expect = FORBIDDEN, desc = "somebody waits for ever")
@State
public class CaretakerAsking {

    private static final HubOptions OPTIONS = HubOptions.small();
    private static final Switchboard SWITCHBOARD = new Switchboard(
            new ShardContext(
                    OPTIONS,
                    new StillRuntime(),
                    new JsonProtocol(),
                    OutboxLimits.of(OPTIONS.outbox()),
                    new ShardContext.Indexes(new TakerIndex(), new TakerIndex()),
                    new Cut(),
                    true,
                    (client, reason) -> {},
                    Measurements.none(new StillRuntime())),
            new UserIdSharding());
    private static final EventDesk EVENTS = new EventDesk("hub", new StillRuntime());
    private static final Roster ROSTER = new Roster("hub", 1);

    private final Caretaker caretaker =
            new Caretaker(OPTIONS, new StillRuntime(), SWITCHBOARD, ROSTER, EVENTS, Chore.NONE);
    private CompletableFuture<Void> end;

    public CaretakerAsking() {
        caretaker.start();
    }

    @Actor
    public void asker() {
        end = caretaker.reopen(0);
    }

    @Actor
    public void hub() {
        caretaker.stop(1);
    }

    @Arbiter
    public void end(Z_Result result) {
        result.r1 = end.isCompletedExceptionally();
    }
}
