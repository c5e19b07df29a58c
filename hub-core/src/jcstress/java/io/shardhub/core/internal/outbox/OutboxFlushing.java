package io.shardhub.core.internal.outbox;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.shardhub.CloseReason;
import io.shardhub.Message;
import io.shardhub.OverflowPolicy;
import io.shardhub.core.protocol.JsonProtocol;
import io.shardhub.protocol.WireProtocol;
import io.shardhub.transport.Connection;
import io.shardhub.transport.Outgoing;
import io.shardhub.transport.WriteListener;
import io.shardhub.transport.WriteResult;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZJ_Result;

/** A write completes while the owner gives the outbox another message and flushes it. */
@JCStressTest
@Outcome(id = "2, false, 1", expect = ACCEPTABLE, desc = "the owner sees the end and writes the second")
@Outcome(id = "1, true, 1", expect = ACCEPTABLE, desc = "the completion wakes the owner")
@Outcome(expect = FORBIDDEN, desc = "the second message is forgotten")
@State
public class OutboxFlushing {

    private static final WireProtocol PROTOCOL = new JsonProtocol();
    private static final Message MESSAGE = Message.text("m");
    private static final OutboxLimits LIMITS =
            new OutboxLimits(64, 1 << 20, Long.MAX_VALUE, OverflowPolicy.DROP_OLDEST, Long.MAX_VALUE, 0, 64, 65_536);

    private final Drain drain = new Drain(PROTOCOL, LIMITS);
    private final Pending connection = new Pending();
    private final Outbox outbox;
    private final long first;
    private boolean woken;

    /** Leaves every write pending. */
    private static final class Pending implements Connection {
        long token;
        int writes;

        @Override
        public WriteResult trySend(Outgoing outgoing, long newToken, WriteListener listener) {
            token = newToken;
            writes++;
            return WriteResult.PENDING;
        }

        @Override
        public WriteResult tryPing(long newToken, WriteListener listener) {
            return WriteResult.SENT;
        }

        @Override
        public void close(CloseReason reason) {}

        @Override
        public void abort() {}
    }

    public OutboxFlushing() {
        outbox = new Outbox(connection, PROTOCOL, LIMITS, () -> woken = true);
        outbox.append(MESSAGE, 0, drain);
        outbox.flush(0, drain);
        first = connection.token;
    }

    @Actor
    public void owner(IZJ_Result result) {
        outbox.append(MESSAGE, 0, drain);
        outbox.flush(0, drain);
        result.r1 = connection.writes;
    }

    @Actor
    public void completion(IZJ_Result result) {
        outbox.written(first, null);
        result.r2 = woken;
    }

    /** What the owner finds when it comes back. */
    @Arbiter
    public void end(IZJ_Result result) {
        outbox.hasEnded(drain);
        result.r3 = outbox.books().sent();
    }
}
