package io.shardhub.redis;

/** Refuses options in the one shape that all messages have: {@code name: value (expected: rule)}. */
final class Check {

    private Check() {}

    static void that(boolean holds, String name, Object value, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + rule + ")");
        }
    }
}
