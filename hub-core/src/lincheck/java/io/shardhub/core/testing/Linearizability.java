package io.shardhub.core.testing;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.StressOptions;

/**
 * Whether operations of several threads always end as if they had come one after the other: first in every interleaving that a
 * model checker tries, then with real threads.
 */
public final class Linearizability {

    private Linearizability() {}

    /** Checks the operations of that class, of which an instance is made for each run. */
    public static void check(Class<?> operations) {
        new ModelCheckingOptions()
                .iterations(10)
                .invocationsPerIteration(500)
                .threads(3)
                .actorsPerThread(3)
                .actorsBefore(2)
                .actorsAfter(2)
                .check(operations);
        new StressOptions()
                .iterations(10)
                .invocationsPerIteration(2_000)
                .threads(3)
                .actorsPerThread(3)
                .actorsBefore(2)
                .actorsAfter(2)
                .check(operations);
    }
}
