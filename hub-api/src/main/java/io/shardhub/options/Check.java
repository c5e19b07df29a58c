package io.shardhub.options;

import java.time.Duration;

/** The one shape of option errors: {@code name: value (expected: rule)}. */
final class Check {

    private Check() {}

    static void between(long min, long max, long value, String name) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + min + " to " + max + ")");
        }
    }

    static void between(Duration min, Duration max, Duration value, String name) {
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + min + " to " + max + ")");
        }
    }

    static void powerOfTwoBetween(int min, int max, int value, String name) {
        if (value < min || value > max || Integer.bitCount(value) != 1) {
            throw new IllegalArgumentException(
                    name + ": " + value + " (expected: a power of two from " + min + " to " + max + ")");
        }
    }
}
