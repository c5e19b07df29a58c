package io.shardhub.core.internal.outbox;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZL_Result;

/** A write completes while the owner finds that something waits for it. */
@JCStressTest
@Outcome(id = "true, true, FREE", expect = ACCEPTABLE, desc = "the completion wakes the owner")
@Outcome(id = "false, false, FREE", expect = ACCEPTABLE, desc = "the owner sees that it has ended")
@Outcome(expect = FORBIDDEN, desc = "what waits is forgotten")
@State
public class SendSlotAwaiting {

    private final SendSlot slot = new SendSlot();
    private final long token = slot.begin();

    public SendSlotAwaiting() {
        slot.park(token);
    }

    @Actor
    public void owner(ZZL_Result result) {
        result.r1 = slot.await();
    }

    @Actor
    public void completion(ZZL_Result result) {
        result.r2 = slot.complete(token, false);
    }

    @Arbiter
    public void end(ZZL_Result result) {
        result.r3 = slot.state();
    }
}
