package io.shardhub.options;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Options as they are written outside, in properties or in environment variables: gives values by their paths, collects every
 * fault, and in the end refuses those and all that nobody asked for. {@link HubOptions} is read by it, and so is a module with options
 * of its own.
 *
 * <p>A path such as {@code redis.retention} is the property {@code hub.redis.retention} and the variable {@code
 * HUB_REDIS_RETENTION}. What a secret was set to appears in no message, nor does what looks like one.
 *
 * <p><b>Threading:</b> one thread.
 */
public final class OptionEntries {

    /** Sections that belong to other modules. */
    private static final List<String> OF_OTHERS = List.of("redis.");

    private static final Pattern LOOKS_SECRET = Pattern.compile("(?i).*(pass|secret|token|credential).*");

    private final OptionNaming naming;
    private final Map<String, String> given = new TreeMap<>();
    private final Set<String> known = new LinkedHashSet<>();
    private final List<Check> broken = new ArrayList<>();

    OptionEntries(OptionNaming naming, Map<String, String> entries, String section) {
        this.naming = naming;
        entries.forEach((name, text) -> {
            if (naming.isIn(section, name)
                    && (!section.isEmpty() || OF_OTHERS.stream().noneMatch(other -> naming.isIn(other, name)))) {
                given.put(name, text.strip());
            }
        });
    }

    /** The properties of a section, such as {@code redis.}; others are not looked at. */
    public static OptionEntries of(Properties properties, String section) {
        Map<String, String> entries = new HashMap<>();
        properties.stringPropertyNames().forEach(name -> entries.put(name, properties.getProperty(name)));
        properties.forEach((name, value) -> entries.put(name.toString(), value.toString())); // also what is not text
        return new OptionEntries(OptionNaming.PROPERTY, entries, section);
    }

    /** The environment variables of a section; others are not looked at. */
    public static OptionEntries of(Map<String, String> variables, String section) {
        return new OptionEntries(OptionNaming.VARIABLE, variables, section);
    }

    /** Whether the option is set. */
    public boolean has(String path) {
        return given.containsKey(naming.name(path));
    }

    /**
     * What the option is set to.
     *
     * @param type of a number, a flag, a text, a duration or an enum
     * @param otherwise if it is not set, or cannot be read, which is a fault
     */
    @SuppressWarnings("unchecked") // a form makes what its type says; primitive types cannot cast
    public <T> T value(String path, Class<T> type, T otherwise) {
        return (T) read(path, type, otherwise);
    }

    Object read(String path, Class<?> type, Object otherwise) {
        String name = naming.name(path);
        known.add(name);
        OptionForm form = OptionForm.of(type);
        String text = given.get(name);
        if (text == null) {
            return otherwise;
        }
        try {
            return form.parse(text);
        } catch (IllegalArgumentException e) {
            broken.add(Check.that(false, name, text, form.rule()));
            return otherwise;
        }
    }

    /** What makes something of the values; if it refuses them, that is a fault, and there is something else instead. */
    public <T> T make(Supplier<? extends T> maker, T otherwise) {
        try {
            return maker.get();
        } catch (OptionsException e) {
            e.broken().map(check -> check.named(naming.name(check.name()))).forEach(broken::add);
            return otherwise;
        }
    }

    /**
     * Ends the reading.
     *
     * @throws OptionsException if there was any fault, or anything is set that was not asked for
     */
    public void end() {
        given.forEach(this::refuseUnknown);
        if (!broken.isEmpty()) {
            throw new OptionsException(broken);
        }
    }

    private void refuseUnknown(String name, String text) {
        if (!known.contains(name)) {
            String near = NearMiss.of(name, known).orElse("");
            boolean secret = LOOKS_SECRET.matcher(name + near).matches();
            broken.add(Check.that(
                    false,
                    name,
                    secret ? "***" : text,
                    "a known option" + (near.isEmpty() ? "" : "; did you mean " + near + "?")));
        }
    }
}
