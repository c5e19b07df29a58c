package io.shardhub.options;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How the values of one type are written.
 *
 * @param rule what is expected
 * @param parser makes the value; throws an IllegalArgumentException if the text breaks the rule
 */
record OptionForm(String rule, Function<String, Object> parser) {

    private static final Pattern SHORT_DURATION = Pattern.compile("([+-]?\\d+)(ms|s|m|h)", Pattern.CASE_INSENSITIVE);

    private static final Map<String, ChronoUnit> UNITS =
            Map.of("ms", ChronoUnit.MILLIS, "s", ChronoUnit.SECONDS, "m", ChronoUnit.MINUTES, "h", ChronoUnit.HOURS);

    private static final Map<Class<?>, OptionForm> FORMS = Map.of(
            String.class, new OptionForm("text", text -> text),
            int.class, new OptionForm("a whole number below 2^31", Integer::valueOf),
            long.class, new OptionForm("a whole number below 2^63", Long::valueOf),
            double.class, new OptionForm("a number", Double::valueOf),
            boolean.class, new OptionForm("true or false", OptionForm::flag),
            Duration.class, new OptionForm("a duration, such as 500ms, 30s, 2m, 1h or PT30S", OptionForm::duration));

    /** The form of a type. */
    static OptionForm of(Class<?> type) {
        OptionForm form = type.isEnum() ? oneOf(type.getEnumConstants()) : FORMS.get(type);
        if (form == null) {
            throw new IllegalStateException("options of " + type + " cannot be read: it has no form");
        }
        return form;
    }

    /** The value that is written as {@code text}. */
    Object parse(String text) {
        return parser.apply(text);
    }

    private static OptionForm oneOf(Object[] constants) {
        String names = Stream.of(constants).map(OptionForm::name).collect(Collectors.joining(", "));
        return new OptionForm(
                "one of " + names,
                text -> Arrays.stream(constants)
                        .filter(constant -> name(constant).equalsIgnoreCase(text))
                        .findFirst()
                        .orElseThrow(IllegalArgumentException::new));
    }

    private static String name(Object constant) {
        return ((Enum<?>) constant).name();
    }

    private static boolean flag(String text) {
        boolean value = text.equalsIgnoreCase("true");
        if (!value && !text.equalsIgnoreCase("false")) {
            throw new IllegalArgumentException();
        }
        return value;
    }

    private static Duration duration(String text) {
        Matcher matcher = SHORT_DURATION.matcher(text);
        try {
            return matcher.matches()
                    ? Duration.of(
                            Long.parseLong(matcher.group(1)),
                            UNITS.get(matcher.group(2).toLowerCase(Locale.ROOT)))
                    : Duration.parse(text);
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
