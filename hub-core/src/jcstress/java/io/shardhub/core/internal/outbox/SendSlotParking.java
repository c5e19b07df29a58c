package io.shardhub.core.internal.outbox;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZL_Result;

/** A write completes while the owner leaves it under way; nothing waits, so nobody is woken. */
@JCStressTest
@Outcome(id = "true, false, FREE", expect = ACCEPTABLE, desc = "left under way, then completed")
@Outcome(id = "false, false, COMPLETED", expect = ACCEPTABLE, desc = "completed before it could be left")
@Outcome(expect = FORBIDDEN, desc = "a completion is lost, or wakes for nothing")
@State
public class SendSlotParking {

    private final SendSlot slot = new SendSlot();
    private final long token = slot.begin();

    @Actor
    public void owner(ZZL_Result result) {
        result.r1 = slot.park(token);
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
