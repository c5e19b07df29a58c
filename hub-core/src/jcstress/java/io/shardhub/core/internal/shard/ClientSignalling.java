package io.shardhub.core.internal.shard;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.shardhub.ClientListener;
import io.shardhub.CloseCode;
import io.shardhub.CloseReason;
import io.shardhub.auth.Identity;
import io.shardhub.contract.RecordingConnection;
import io.shardhub.core.internal.metrics.Measurements;
import io.shardhub.core.internal.outbox.OutboxLimits;
import io.shardhub.core.protocol.JsonProtocol;
import io.shardhub.core.runtime.HubRuntime;
import io.shardhub.core.runtime.StandIn;
import io.shardhub.options.HubOptions;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** A client is signalled once more while its shard takes the signal before: one signal at a time, and none is lost. */
@JCStressTest
@Outcome(id = "true, false", expect = ACCEPTABLE, desc = "the first signal tells all")
@Outcome(id = "false, true", expect = ACCEPTABLE, desc = "the second signal waits")
@Outcome(id = "true, true", expect = ACCEPTABLE, desc = "the shard knows already, and looks in vain")
@Outcome(expect = FORBIDDEN, desc = "the shard never hears of it")
@State
public class ClientSignalling {

    private static final HubOptions OPTIONS = HubOptions.small();
    private static final ShardContext CONTEXT = new ShardContext(
            OPTIONS,
            HubRuntime.threads(),
            new JsonProtocol(),
            OutboxLimits.of(OPTIONS.outbox()),
            new ShardContext.Indexes(new TakerIndex(), new TakerIndex()),
            new Cut(),
            true,
            (client, reason) -> {},
            Measurements.none(HubRuntime.threads()));
    private static final CloseReason FULL = CloseReason.of(CloseCode.OVERLOADED, "full");

    private final Shard shard = new Shard(0, CONTEXT);
    private final HubClient client = new HubClient(
            "c", Identity.of("u"), new RecordingConnection(), new ClientListener() {}, new StandIn(), CONTEXT);

    public ClientSignalling() {
        client.settleAt(shard);
        client.wake();
    }

    @Actor
    public void shard(ZZ_Result result) {
        shard.work();
        result.r1 = client.stage == Stage.CLOSING;
    }

    @Actor
    public void signaller() {
        client.turnAway(FULL);
    }

    @Arbiter
    public void end(ZZ_Result result) {
        result.r2 = shard.hasWork();
    }
}
