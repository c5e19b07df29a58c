package io.shardhub.core.internal.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.CloseReason;
import io.shardhub.Message;
import io.shardhub.OverflowPolicy;
import io.shardhub.core.protocol.JsonProtocol;
import io.shardhub.transport.Connection;
import io.shardhub.transport.Outgoing;
import io.shardhub.transport.WriteListener;
import io.shardhub.transport.WriteResult;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A completion on another thread, at the very moment at which the owner finds out that something waits. */
@Timeout(60)
final class OutboxRaceTest {

    private static final int ROUNDS = 30_000;

    /** Leaves every write pending, to be completed by whoever takes it. */
    private static final class Handing implements Connection {
        volatile long handed;
        volatile WriteListener listener = (token, failure) -> {};
        int sent;

        @Override
        public WriteResult trySend(Outgoing outgoing, long token, WriteListener writer) {
            sent += outgoing.count();
            listener = writer;
            handed = token;
            return WriteResult.PENDING;
        }

        @Override
        public WriteResult tryPing(long token, WriteListener writer) {
            return WriteResult.SENT;
        }

        @Override
        public void close(CloseReason reason) {}

        @Override
        public void abort() {}
    }

    /** Either the completion wakes the owner, or the owner sees that the write has ended: never neither. */
    @Test
    void whatWaitsIsNeverForgotten() throws InterruptedException {
        Handing connection = new Handing();
        AtomicInteger wakes = new AtomicInteger();
        OutboxLimits limits = new OutboxLimits(
                64, 1 << 20, Long.MAX_VALUE, OverflowPolicy.DROP_OLDEST, Long.MAX_VALUE, 0, 64, 65_536);
        JsonProtocol protocol = new JsonProtocol();
        Outbox outbox = new Outbox(connection, protocol, limits, wakes::incrementAndGet);
        Drain drain = new Drain(protocol, limits);
        AtomicInteger completions = new AtomicInteger();
        Thread completer = new Thread(() -> {
            long last = 0;
            while (completions.get() < ROUNDS) {
                long token = connection.handed;
                if (token != last) {
                    last = token;
                    connection.listener.written(token, null);
                    completions.incrementAndGet();
                }
            }
        });
        completer.start();
        Message message = Message.text("m");
        for (int round = 0; round < ROUNDS / 2; round++) {
            outbox.append(message, 0, drain);
            outbox.flush(0, drain); // this write and its completion race with what follows
            outbox.append(message, 0, drain);
            int before = wakes.get();
            Flush end = outbox.flush(0, drain);
            int due = 2 * round + 2;
            while (connection.sent < due) {
                assertThat(completions.get() < due - 1 || wakes.get() > before || end != Flush.UNDER_WAY)
                        .as("round %d: the write has ended, a message waits, nobody woke the owner", round)
                        .isTrue();
                if (wakes.get() > before) {
                    end = outbox.flush(0, drain);
                }
            }
            while (completions.get() < due) {
                Thread.onSpinWait();
            }
        }
        completer.join();
        assertThat(outbox.hasEnded(drain)).isTrue();
        assertThat(outbox.books().sent()).isEqualTo(ROUNDS);
        assertThat(outbox.books().isBalanced()).isTrue();
    }
}
