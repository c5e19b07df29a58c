package io.shardhub.core;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.shardhub.Message;
import io.shardhub.core.protocol.JsonProtocol;
import io.shardhub.protocol.WireProtocol;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/** A message is handed over through a race, and encoded for two protocols at once: everybody finds whole frames. */
@JCStressTest
@Outcome(id = "\\{.*\\}, \\{.*\\}, (none|\\{.*\\})", expect = ACCEPTABLE, desc = "whole frames")
@Outcome(expect = FORBIDDEN, desc = "half a message or half a frame")
@State
public class MessageEncoding {

    private static final WireProtocol ONE = new JsonProtocol();
    private static final WireProtocol TWO = new JsonProtocol();

    private final Message shared = Message.of("T", "1");
    private Message handed; // on purpose without any fence

    @Actor
    public void first(LLL_Result result) {
        result.r1 = shared.frame(ONE).text();
        Message fresh = Message.of("T", "2");
        fresh.frame(ONE);
        handed = fresh;
    }

    @Actor
    public void second(LLL_Result result) {
        Message found = handed;
        result.r2 = shared.frame(TWO).text();
        result.r3 = found == null ? "none" : found.frame(ONE).text();
    }
}
