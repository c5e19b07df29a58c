package io.shardhub.options;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * One rule applied to one option: {@code name: value (expected: rule)}.
 *
 * @param holds whether the value obeys the rule
 * @param name the option, with the names of the records that it is in, such as {@code outbox.capacity}
 * @param value what it was given
 * @param rule what is expected
 */
public record Check(boolean holds, String name, String value, String rule) implements Serializable {

    /** Refuses an options record unless all checks hold; names all that do not. */
    public static void all(Check... checks) {
        List<Check> broken = Stream.of(checks).filter(check -> !check.holds).toList();
        if (!broken.isEmpty()) {
            throw new OptionsException(broken);
        }
    }

    /** A rule of any kind. */
    public static Check that(boolean holds, String name, Object value, String rule) {
        return new Check(holds, name, value.toString(), rule);
    }

    /** A whole number in a range. */
    public static Check between(long min, long max, long value, String name) {
        return that(min <= value && value <= max, name, value, min + " to " + max);
    }

    /** A number in a range. */
    public static Check between(double min, double max, double value, String name) {
        return that(min <= value && value <= max, name, value, min + " to " + max);
    }

    /** A duration in a range. */
    public static Check between(Duration min, Duration max, Duration value, String name) {
        return that(value.compareTo(min) >= 0 && value.compareTo(max) <= 0, name, value, min + " to " + max);
    }

    /** The same, where zero means "never". */
    static Check zeroOrBetween(Duration min, Duration max, Duration value, String name) {
        Check range = between(min, max, value, name);
        return that(value.isZero() || range.holds, name, value, "PT0S, or " + range.rule);
    }

    static Check powerOfTwoBetween(int min, int max, int value, String name) {
        boolean holds = min <= value && value <= max && Integer.bitCount(value) == 1;
        return that(holds, name, value, "a power of two from " + min + " to " + max);
    }

    /** The same for an option that goes by another name. */
    Check named(String newName) {
        return new Check(holds, newName, value, rule);
    }

    /** The message that refuses the value. */
    @Override
    public String toString() {
        return name + ": " + value + " (expected: " + rule + ")";
    }
}
