package io.shardhub.redis.internal.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** Lua scripts, which lie beside the classes that run them. */
public final class Script {

    private Script() {}

    /** The script of that name in the package of a class. */
    public static byte[] of(Class<?> neighbour, String name) {
        try (InputStream in = Objects.requireNonNull(neighbour.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
