package io.shardhub.monitor;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Snapshots as JSON. The names are those of the records' components in snake case; a duration is a number of milliseconds and
 * its name ends in {@code _ms}; an instant is ISO 8601 text; an enum is its name in lower case; maps are objects, sorted
 * by key.
 */
public final class MonitorJson {

    private static final ClassValue<List<Field>> FIELDS = new ClassValue<>() {
        @Override
        protected List<Field> computeValue(Class<?> type) {
            List<Field> fields = new ArrayList<>();
            for (RecordComponent component : type.getRecordComponents()) {
                fields.add(new Field(nameOf(component), component));
            }
            return fields;
        }
    };

    private record Field(String name, RecordComponent component) {}

    private final StringBuilder out = new StringBuilder(4_096);

    private MonitorJson() {}

    /** A public record of an exported package, and what is in it. */
    public static String of(Record snapshot) {
        MonitorJson json = new MonitorJson();
        json.value(snapshot);
        return json.out.toString();
    }

    /** An object with these fields: records, maps, lists, and what is in them. */
    public static String of(Map<String, ?> fields) {
        MonitorJson json = new MonitorJson();
        json.value(fields);
        return json.out.toString();
    }

    private static String nameOf(RecordComponent component) {
        String name =
                component.getName().replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
        return component.getType() == Duration.class ? name + "_ms" : name;
    }

    private void value(@Nullable Object value) {
        if (value == null) {
            out.append("null");
        } else if (value instanceof Record snapshot) {
            object(snapshot);
        } else if (value instanceof Map<?, ?> map) {
            object(map);
        } else if (value instanceof Iterable<?> list) {
            array(list);
        } else if (value instanceof Duration duration) {
            number(duration.toNanos() / 1e6);
        } else if (value instanceof Double number) {
            number(number);
        } else if (value instanceof Number || value instanceof Boolean) {
            out.append(value);
        } else if (value instanceof Instant || value instanceof String) {
            text(value.toString());
        } else if (value instanceof Enum<?> constant) {
            text(key(constant));
        } else {
            throw new IllegalArgumentException("no JSON for " + value.getClass());
        }
    }

    /* To a millionth, and never as what JSON does not know. */
    private void number(double number) {
        double rounded = Math.rint(number * 1e6) / 1e6;
        if (!Double.isFinite(rounded)) {
            out.append("null");
        } else if (rounded == Math.rint(rounded) && Math.abs(rounded) < 1e15) {
            out.append((long) rounded);
        } else {
            out.append(rounded);
        }
    }

    private void object(Record snapshot) {
        char before = '{';
        for (Field field : FIELDS.get(snapshot.getClass())) {
            out.append(before).append('"').append(field.name).append("\":");
            value(read(field.component, snapshot));
            before = ',';
        }
        out.append(before == '{' ? "{}" : "}");
    }

    private static @Nullable Object read(RecordComponent component, Record snapshot) {
        try {
            return component.getAccessor().invoke(snapshot);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }

    private void object(Map<?, ?> map) {
        Map<String, Object> sorted = new TreeMap<>();
        map.forEach((key, value) -> sorted.put(key(key), value));
        char before = '{';
        for (Map.Entry<String, Object> entry : sorted.entrySet()) {
            out.append(before);
            text(entry.getKey());
            out.append(':');
            value(entry.getValue());
            before = ',';
        }
        out.append(before == '{' ? "{}" : "}");
    }

    private static String key(Object key) {
        return key instanceof Enum<?> constant ? constant.name().toLowerCase(Locale.ROOT) : key.toString();
    }

    private void array(Iterable<?> list) {
        char before = '[';
        for (Object value : list) {
            out.append(before);
            value(value);
            before = ',';
        }
        out.append(before == '[' ? "[]" : "]");
    }

    private void text(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                default -> {
                    if (c < 0x20 || c == '<' || c == '>' || c == '&' || c >= 0x7f) {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
