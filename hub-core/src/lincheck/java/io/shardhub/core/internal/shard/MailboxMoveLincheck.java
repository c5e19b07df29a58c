package io.shardhub.core.internal.shard;

import io.shardhub.Message;
import io.shardhub.core.testing.Linearizability;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;
import org.objenesis.ObjenesisStd;

/** Commands for one client are posted by many while it moves: those that are taken lie before the position of the move. */
public class MailboxMoveLincheck {

    private static final Shard HERE = new ObjenesisStd().newInstance(Shard.class);
    private static final Shard THERE = new ObjenesisStd().newInstance(Shard.class);
    private static final Message MESSAGE = Message.text("m");

    private final Mailbox mailbox = new Mailbox(16);
    private final HubClient client = BlankClient.of("c");
    private final ShardCommand command = new ShardCommand.SendToClient(client, MESSAGE);
    private final AtomicInteger taken = new AtomicInteger();
    private long carriedOut;
    private long limit = Long.MAX_VALUE;

    /** A client that is here. */
    public MailboxMoveLincheck() {
        client.routeTo(HERE);
    }

    @Operation
    public void post() {
        if (mailbox.offerMessageTo(client, HERE, command) == Mailbox.Posting.TAKEN) {
            taken.incrementAndGet();
        }
    }

    @Operation
    public void close() {
        if (mailbox.offerTo(client, HERE, command) == Mailbox.Posting.TAKEN) {
            taken.incrementAndGet();
        }
    }

    @Operation(nonParallelGroup = "owner")
    public void move() {
        if (limit == Long.MAX_VALUE) {
            client.routeTo(THERE);
            limit = mailbox.position();
        }
    }

    @Operation(nonParallelGroup = "owner")
    public void carryOut() {
        long position = mailbox.taken();
        ShardCommand next = mailbox.poll();
        if (next == command) {
            carriedOut += position < limit ? 1 : 1_000;
        }
    }

    @Validate
    public void check() {
        while (!mailbox.isEmpty()) {
            carryOut();
        }
        if (carriedOut != taken.get()) {
            throw new IllegalStateException(taken + " taken, " + carriedOut + " carried out in time");
        }
    }

    @Test
    void nothingIsTakenBehindTheMove() {
        Linearizability.check(getClass());
    }
}
