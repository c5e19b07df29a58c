package io.shardhub.jakarta.internal;

import jakarta.websocket.Session;
import java.lang.reflect.Field;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Optional;

/** The sessions of containers inside the wrappers and proxies of frameworks; one level deep. */
final class Unwrapped {

    private Unwrapped() {}

    /** What the wrapper holds; the session itself if it is no wrapper of a session. */
    static Session of(Session session) {
        Object wrapper = Proxy.isProxyClass(session.getClass()) ? Proxy.getInvocationHandler(session) : session;
        Optional<Field> field = Arrays.stream(wrapper.getClass().getDeclaredFields())
                .filter(candidate -> Session.class.isAssignableFrom(candidate.getType()))
                .filter(Field::trySetAccessible)
                .findFirst();
        if (field.isEmpty()) {
            return session;
        }
        try {
            return field.get().get(wrapper) instanceof Session inner ? inner : session;
        } catch (IllegalAccessException e) { // it was made accessible
            throw new IllegalStateException(e);
        }
    }
}
