package io.shardhub.jakarta.internal;

import java.lang.reflect.Field;

/** Reads what containers keep to themselves; for what happens once for each session. */
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
        if (!field.trySetAccessible()) {
            throw new IllegalAccessException(field + " is closed to us");
        }
        Object value = field.get(owner);
        if (value == null) {
            throw new NoSuchFieldException(field + " is null");
        }
        return value;
    }
}
