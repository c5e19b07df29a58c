package io.shardhub.core.internal.outbox;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZL_Result;

/** A write fails while the owner leaves it under way: the owner always hears of it. */
@JCStressTest
@Outcome(id = "true, true, FAILED", expect = ACCEPTABLE, desc = "the failure wakes the owner")
@Outcome(id = "false, false, FAILED", expect = ACCEPTABLE, desc = "the owner sees the failure")
@Outcome(expect = FORBIDDEN, desc = "the failure is lost")
@State
public class SendSlotFailing {

    private final SendSlot slot = new SendSlot();
    private final long token = slot.begin();

    @Actor
    public void owner(ZZL_Result result) {
        result.r1 = slot.park(token);
    }

    @Actor
    public void completion(ZZL_Result result) {
        result.r2 = slot.complete(token, true);
    }

    @Arbiter
    public void end(ZZL_Result result) {
        result.r3 = slot.state();
    }
}
