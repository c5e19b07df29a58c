package io.shardhub.transport;

import io.shardhub.contract.ConnectionContract;
import io.shardhub.contract.Pair;
import org.junit.jupiter.api.Nested;

/** Runs the suite against connections that keep the contract, each in another of the ways that it leaves open. */
final class ConnectionContractTest {

    @Nested
    final class ConnectionThatEndsWritesByTheirResult extends ConnectionContract {
        @Override
        protected Pair open() {
            return new LoopPair(LoopPair.Completion.RESULT);
        }
    }

    @Nested
    final class ConnectionThatEndsWritesInline extends ConnectionContract {
        @Override
        protected Pair open() {
            return new LoopPair(LoopPair.Completion.INLINE);
        }
    }

    @Nested
    final class ConnectionThatEndsWritesLate extends ConnectionContract {
        @Override
        protected Pair open() {
            return new LoopPair(LoopPair.Completion.LATE);
        }
    }
}
