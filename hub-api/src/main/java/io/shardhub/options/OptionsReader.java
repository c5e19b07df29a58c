package io.shardhub.options;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Makes options from text. It walks the components of the option records, so whatever is added to them can be read; all
 * faults are collected before any is reported.
 */
final class OptionsReader {

    private final OptionNaming naming;
    private final Map<String, String> given;
    private final Set<String> known = new LinkedHashSet<>();
    private final List<Check> broken = new ArrayList<>();

    private OptionsReader(OptionNaming naming, Map<String, String> given) {
        this.naming = naming;
        this.given = given;
    }

    /** Options from the entries that are named like options; the others are somebody else's. */
    static HubOptions read(OptionNaming naming, Map<String, String> entries) {
        Map<String, String> given = new TreeMap<>();
        entries.forEach((name, text) -> {
            if (naming.isOurs(name)) {
                given.put(name, text.strip());
            }
        });
        return new OptionsReader(naming, given).hub();
    }

    private HubOptions hub() {
        Preset preset = (Preset) value("preset", Preset.class, Preset.SMALL);
        HubOptions options = (HubOptions)
                group("", HubOptions.class, preset.options(Runtime.getRuntime().availableProcessors()));
        given.forEach(this::refuseUnknown);
        if (!broken.isEmpty()) {
            throw new OptionsException(broken);
        }
        return options;
    }

    /** A record of the given and otherwise the present values; the present record if they break its rules. */
    private Object group(String prefix, Class<?> type, Object present) {
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < values.length; i++) {
            String path = prefix + components[i].getName();
            Class<?> part = components[i].getType();
            Object old = get(components[i], present);
            values[i] = part.isRecord() ? group(path + ".", part, old) : value(path, part, old);
        }
        try {
            return make(type, components, values);
        } catch (OptionsException e) {
            e.broken().map(check -> check.named(naming.name(check.name()))).forEach(broken::add);
            return present;
        }
    }

    private Object value(String path, Class<?> type, Object present) {
        String name = naming.name(path);
        known.add(name);
        OptionForm form = OptionForm.of(type);
        String text = given.get(name);
        if (text == null) {
            return present;
        }
        try {
            return form.parse(text);
        } catch (IllegalArgumentException e) {
            broken.add(Check.that(false, name, text, form.rule()));
            return present;
        }
    }

    private void refuseUnknown(String name, String text) {
        if (!known.contains(name)) {
            String near = NearMiss.of(name, known)
                    .map(meant -> "; did you mean " + meant + "?")
                    .orElse("");
            broken.add(Check.that(false, name, text, "a known option" + near));
        }
    }

    private static Object get(RecordComponent component, Object owner) {
        try {
            return component.getAccessor().invoke(owner);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }

    private static Object make(Class<?> type, RecordComponent[] components, Object[] values) {
        Class<?>[] types = Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            return type.getConstructor(types).newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException refused) {
                throw refused;
            }
            throw new IllegalStateException("cannot make " + type, e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make " + type, e);
        }
    }
}
