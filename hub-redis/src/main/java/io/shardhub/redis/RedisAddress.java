package io.shardhub.redis;

import io.shardhub.options.Check;

/**
 * Where a server listens.
 *
 * @param host its name or number
 * @param port its port, 1 to 65,535
 */
public record RedisAddress(String host, int port) {

    /** Checks both. */
    public RedisAddress {
        Check.all(
                Check.that(!host.isBlank() && !host.contains("@"), "redis.host", shown(host), "a name or number"),
                Check.between(1, 65_535, port, "redis.port"));
    }

    /** Reads {@code host:port}. */
    public static RedisAddress of(String text) {
        return of(text, "redis.address");
    }

    /** The same for an option of that name. */
    static RedisAddress of(String text, String name) {
        int colon = text.lastIndexOf(':');
        String port = text.substring(colon + 1);
        boolean holds = colon > 0 && !text.contains("@") && port.matches("\\d{1,5}");
        Check.all(Check.that(holds, name, shown(text), "host:port"));
        return new RedisAddress(text.substring(0, colon), Integer.parseInt(port));
    }

    /* Some write a password before the host. */
    private static String shown(String text) {
        return text.replaceFirst(".*@", "***@");
    }

    /** As {@link #of} reads it. */
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
