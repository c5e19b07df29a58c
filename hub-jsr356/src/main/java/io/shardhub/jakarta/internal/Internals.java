package io.shardhub.jakarta.internal;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Opens what containers keep to themselves; for what happens once for each session or version. */
final class Internals {

    /** The fields found so far: a class copies all of its fields for whoever asks for one. */
    private static final ClassValue<Map<String, Field>> FOUND = new ClassValue<>() {
        @Override
        protected Map<String, Field> computeValue(Class<?> type) {
            return new ConcurrentHashMap<>();
        }
    };

    private Internals() {}

    /** The value of the field; refuses null, which no caller expects. */
    static Object read(Object owner, String name) throws ReflectiveOperationException {
        Map<String, Field> found = FOUND.get(owner.getClass());
        Field field = found.get(name);
        if (field == null) {
            field = opened(find(owner.getClass(), name));
            found.put(name, field);
        }
        Object value = field.get(owner);
        if (value == null) {
            throw new NoSuchFieldException(field + " is null");
        }
        return value;
    }

    private static Field find(Class<?> owner, String name) throws NoSuchFieldException {
        for (Class<?> type = owner; type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (field.getName().equals(name)) {
                    return field;
                }
            }
        }
        throw new NoSuchFieldException(owner.getName() + "." + name);
    }

    /** The same member, which may be used from now on. */
    static <T extends AccessibleObject> T opened(T member) throws IllegalAccessException {
        if (!member.trySetAccessible()) {
            throw new IllegalAccessException(member + " is closed to us");
        }
        return member;
    }

    /** The constant of an enum, by its name. */
    static Object constant(Class<?> type, String name) throws NoSuchFieldException {
        return Arrays.stream(type.getEnumConstants())
                .filter(value -> value.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new NoSuchFieldException(type.getName() + "." + name));
    }
}
