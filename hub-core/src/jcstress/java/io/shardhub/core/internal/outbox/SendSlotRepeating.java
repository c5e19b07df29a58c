package io.shardhub.core.internal.outbox;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZL_Result;

/** A write completes twice at once. */
@JCStressTest
@Outcome(id = "true, false, FREE", expect = ACCEPTABLE, desc = "the first counts and wakes the owner")
@Outcome(id = "false, true, FREE", expect = ACCEPTABLE, desc = "the second counts and wakes the owner")
@Outcome(expect = FORBIDDEN, desc = "both count, or none")
@State
public class SendSlotRepeating {

    private final SendSlot slot = new SendSlot();
    private final long token = slot.begin();

    public SendSlotRepeating() {
        slot.park(token);
        slot.await();
    }

    @Actor
    public void completion(ZZL_Result result) {
        result.r1 = slot.complete(token, false);
    }

    @Actor
    public void repeated(ZZL_Result result) {
        result.r2 = slot.complete(token, false);
    }

    @Arbiter
    public void end(ZZL_Result result) {
        result.r3 = slot.state();
    }
}
