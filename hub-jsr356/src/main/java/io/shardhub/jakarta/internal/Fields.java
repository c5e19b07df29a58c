package io.shardhub.jakarta.internal;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Field;
import java.util.Arrays;

/** Opens what containers keep to themselves; for what happens once for each session or version. */
final class Fields {

    private Fields() {}

    /** The value of the field; refuses null, which no caller expects. */
    static Object read(Object owner, String name) throws ReflectiveOperationException {
        for (Class<?> type = owner.getClass(); type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (field.getName().equals(name)) {
                    return read(field, owner);
                }
            }
        }
        throw new NoSuchFieldException(owner.getClass().getName() + "." + name);
    }

    private static Object read(Field field, Object owner) throws ReflectiveOperationException {
        Object value = opened(field).get(owner);
        if (value == null) {
            throw new NoSuchFieldException(field + " is null");
        }
        return value;
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
