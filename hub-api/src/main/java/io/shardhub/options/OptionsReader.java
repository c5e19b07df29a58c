package io.shardhub.options;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.stream.Stream;

/** Makes the hub's options from text. It walks the components of the option records, so whatever is added to them can be read. */
final class OptionsReader {

    private final OptionEntries entries;

    private OptionsReader(OptionEntries entries) {
        this.entries = entries;
    }

    static HubOptions read(OptionEntries entries) {
        return new OptionsReader(entries).hub();
    }

    private HubOptions hub() {
        Preset preset = entries.value("preset", Preset.class, Preset.SMALL);
        HubOptions options = (HubOptions)
                group("", HubOptions.class, preset.options(Runtime.getRuntime().availableProcessors()));
        entries.end();
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
            values[i] = part.isRecord() ? group(path + ".", part, old) : entries.read(path, part, old);
        }
        return entries.make(() -> make(type, components, values), present);
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
