package io.shardhub.core.internal.outbox;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

/** A new client is entered in the books of a shard by the thread that registers it, while the shard writes there. */
@JCStressTest
@Outcome(id = "2", expect = ACCEPTABLE, desc = "both messages are counted")
@Outcome(expect = FORBIDDEN, desc = "a message is lost from the books")
@State
public class LedgerEntering {

    private final Ledger shard = new Ledger();
    private final Ledger client = new Ledger();

    @Actor
    public void owner() {
        shard.accept();
        shard.accept();
    }

    @Actor
    public void registration() {
        client.enterShard(shard);
    }

    @Arbiter
    public void end(J_Result result) {
        result.r1 = shard.books(0).accepted();
    }
}
