package io.shardhub.core.internal.log;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.shardhub.log.Complaints;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Two complain at the same time: one of them is heard. */
@JCStressTest
@Outcome(id = "true, false", expect = ACCEPTABLE, desc = "the first")
@Outcome(id = "false, true", expect = ACCEPTABLE, desc = "the second")
@Outcome(expect = FORBIDDEN, desc = "both, or none")
@State
public class ComplaintsStorming {

    private final Complaints complaints = new Complaints(0);

    @Actor
    public void first(ZZ_Result result) {
        result.r1 = complaints.isDue(0);
    }

    @Actor
    public void second(ZZ_Result result) {
        result.r2 = complaints.isDue(0);
    }
}
