package io.shardhub.core.internal.outbox;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZL_Result;

/** A completion of the write before comes once more, and late, while the owner begins the next. */
@JCStressTest
@Outcome(id = "true, false, PENDING", expect = ACCEPTABLE, desc = "it is ignored")
@Outcome(expect = FORBIDDEN, desc = "it is taken for the end of the new write")
@State
public class SendSlotLate {

    private final SendSlot slot = new SendSlot();
    private final long token = slot.begin();

    public SendSlotLate() {
        slot.park(token);
        slot.complete(token, false);
    }

    @Actor
    public void owner(ZZL_Result result) {
        result.r1 = slot.park(slot.begin());
    }

    @Actor
    public void late(ZZL_Result result) {
        result.r2 = slot.complete(token, false);
    }

    @Arbiter
    public void end(ZZL_Result result) {
        result.r3 = slot.state();
    }
}
