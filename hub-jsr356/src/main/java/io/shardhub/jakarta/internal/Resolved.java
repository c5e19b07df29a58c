package io.shardhub.jakarta.internal;

import org.jspecify.annotations.Nullable;

/**
 * What reflection found out about a class of a container, kept until another class is asked for. Not a {@link ClassValue}: that
 * would tie this application to a class of the container, which outlives it. Threads that find it out at the same time find
 * the same. A class that is not as expected is a {@link ReflectiveOperationException}, every time.
 */
final class Resolved<T> {

    /** Finds it out. */
    @FunctionalInterface
    interface Maker<T> {
        T make(Class<?> type) throws ReflectiveOperationException;
    }

    private record Last<T>(Class<?> type, T found) {}

    private final Maker<T> maker;
    private volatile @Nullable Last<T> last;

    Resolved(Maker<T> maker) {
        this.maker = maker;
    }

    T get(Class<?> type) throws ReflectiveOperationException {
        Last<T> known = last;
        if (known == null || known.type != type) {
            known = new Last<>(type, maker.make(type));
            last = known;
        }
        return known.found;
    }

    /** What a method handle has thrown, to be thrown on; checked exceptions are wrapped. */
    static RuntimeException unchecked(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        return thrown instanceof RuntimeException e ? e : new IllegalStateException(thrown);
    }
}
