package io.shardhub.core;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.shardhub.Client;
import io.shardhub.ClientListener;
import io.shardhub.CloseReason;
import io.shardhub.auth.Identity;
import io.shardhub.contract.RecordingConnection;
import io.shardhub.core.testing.QuietLog;
import io.shardhub.core.testing.StillRuntime;
import io.shardhub.options.HubOptions;
import io.shardhub.options.ShardOptions;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A connection comes while the hub closes: it is told its end once, and nobody is left behind. */
@JCStressTest
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "taken in or turned away, and ended")
@Outcome(expect = FORBIDDEN, desc = "somebody is left behind, or told twice")
@State
public class HubClosing {

    static {
        QuietLog.silence();
    }

    private static final HubOptions OPTIONS =
            HubOptions.small().withShards(new ShardOptions(2, 1_000, 64, 64, "user_id"));

    private final ShardedHub hub = new ShardedHub(OPTIONS, HubParts.defaults().withRuntime(new StillRuntime()));
    private final Ends ends = new Ends();

    private static final class Ends implements ClientListener {
        int count; // plain: one thread at a time sweeps

        @Override
        public void closed(Client client, CloseReason reason) {
            count++;
        }
    }

    public HubClosing() {
        hub.start();
    }

    @Actor
    public void transport() {
        hub.register(new RecordingConnection(), Identity.of("u"), ends);
    }

    @Actor
    public void application() {
        hub.close();
    }

    @Arbiter
    public void end(II_Result result) {
        result.r1 = ends.count;
        result.r2 = hub.clients().size();
    }
}
