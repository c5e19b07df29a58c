package io.shardhub.transport;

import io.shardhub.CloseReason;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A way to break the contract of connections, and the test that must notice. */
record Mutant(String name, String test, UnaryOperator<Connection> breaking) {

    /** One trySend, as the broken connection gets it. */
    record Call(Connection inner, Outgoing outgoing, long token, WriteListener listener, Broken broken) {

        WriteResult pass() {
            return pass(outgoing, listener);
        }

        WriteResult pass(Outgoing other) {
            return pass(other, listener);
        }

        WriteResult pass(WriteListener other) {
            return pass(outgoing, other);
        }

        WriteResult pass(Outgoing otherOutgoing, WriteListener otherListener) {
            return inner.trySend(otherOutgoing, token, otherListener);
        }

        /** What the connection holds back. */
        Deque<Outgoing> kept() {
            return broken.kept;
        }

        /** Whether this is the one write among many that is treated badly. */
        boolean isUnlucky() {
            return broken.calls == 700;
        }
    }

    /** A connection that passes everything on; a base for those that do not. */
    static class Broken implements Connection {
        final Connection inner;
        final Deque<Outgoing> kept = new ArrayDeque<>();
        int calls;

        Broken(Connection inner) {
            this.inner = inner;
        }

        @Override
        public WriteResult trySend(Outgoing outgoing, long token, WriteListener listener) {
            return inner.trySend(outgoing, token, listener);
        }

        @Override
        public WriteResult tryPing(long token, WriteListener listener) {
            return inner.tryPing(token, listener);
        }

        @Override
        public int batchLimit() {
            return inner.batchLimit();
        }

        @Override
        public void close(CloseReason reason) {
            inner.close(reason);
        }

        @Override
        public void abort() {
            inner.abort();
        }
    }

    static Mutant sending(String name, String test, Function<Call, WriteResult> send) {
        return new Mutant(name, test, connection -> new Broken(connection) {
            @Override
            public WriteResult trySend(Outgoing outgoing, long token, WriteListener listener) {
                calls++;
                return send.apply(new Call(inner, outgoing, token, listener, this));
            }
        });
    }

    static Mutant closing(String name, String test, BiConsumer<Connection, CloseReason> close) {
        return new Mutant(name, test, connection -> new Broken(connection) {
            @Override
            public void close(CloseReason reason) {
                close.accept(inner, reason);
            }
        });
    }

    /** Blocks until the thread is interrupted. */
    static void block() {
        await(new CountDownLatch(1));
    }

    /** Waits, however long it takes. */
    static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
