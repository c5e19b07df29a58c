package io.shardhub.jakarta;

/** What came of a test, the better first. */
enum MatrixOutcome {
    HOLDS,
    DOES_NOT_APPLY,
    FAILS;

    MatrixOutcome worse(MatrixOutcome other) {
        return compareTo(other) > 0 ? this : other;
    }
}
