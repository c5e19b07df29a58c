package io.shardhub.examples.settings;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Environment variables. A value out of its range is refused with one message that names the variable, the value and what
 * is expected.
 *
 * @param variables what is set
 */
public record Environment(Map<String, String> variables) {

    /** Copies the map. */
    public Environment {
        variables = Map.copyOf(variables);
    }

    /** A variable as it is. */
    public String text(String name, String otherwise) {
        return variables.getOrDefault(name, otherwise);
    }

    /** A whole number. */
    public int integer(String name, int otherwise, int min, int max) {
        String text = text(name, Integer.toString(otherwise));
        try {
            int value = Integer.parseInt(text);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            // refused below, like a number out of range
        }
        throw refusal(name, text, "a whole number from " + min + " to " + max);
    }

    /** A constant of an enum, by its name in lower case. */
    public <E extends Enum<E>> E choice(String name, E otherwise) {
        String text = text(name, nameOf(otherwise));
        List<E> all = List.of(otherwise.getDeclaringClass().getEnumConstants());
        return all.stream()
                .filter(constant -> nameOf(constant).equals(text))
                .findFirst()
                .orElseThrow(() -> refusal(
                        name,
                        text,
                        "one of " + all.stream().map(Environment::nameOf).collect(Collectors.joining(", "))));
    }

    private static String nameOf(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** A number of seconds from 0.1 to 600. */
    public Duration seconds(String name, Duration otherwise) {
        String text = variables.get(name);
        if (text == null) {
            return otherwise;
        }
        try {
            BigDecimal millis = new BigDecimal(text).movePointRight(3);
            if (millis.compareTo(BigDecimal.valueOf(100)) >= 0 && millis.compareTo(BigDecimal.valueOf(600_000)) <= 0) {
                return Duration.ofMillis(millis.longValue());
            }
        } catch (NumberFormatException e) {
            // refused below, like a number out of range
        }
        throw refusal(name, text, "seconds from 0.1 to 600");
    }

    /** Says that a variable has a value that it must not have. */
    public static IllegalArgumentException refusal(String name, String value, String expected) {
        return new IllegalArgumentException(name + ": " + value + " (expected: " + expected + ")");
    }
}
