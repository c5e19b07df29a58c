package io.shardhub.redis;

/**
 * Where a server listens.
 *
 * @param host its name or number
 * @param port its port, 1 to 65,535
 */
public record RedisAddress(String host, int port) {

    /** Checks both. */
    public RedisAddress {
        Check.that(!host.isBlank(), "redis.host", host, "a name or number");
        Check.that(port >= 1 && port <= 65_535, "redis.port", port, "1 to 65535");
    }

    /** Reads {@code host:port}. */
    public static RedisAddress of(String text) {
        int colon = text.lastIndexOf(':');
        String port = text.substring(colon + 1);
        Check.that(colon > 0 && port.matches("\\d{1,5}"), "redis.address", text, "host:port");
        return new RedisAddress(text.substring(0, colon), Integer.parseInt(port));
    }

    /** As {@link #of} reads it. */
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
