package io.shardhub.examples.bench;

import java.util.Map;

/**
 * How the bench server is run.
 *
 * @param port on the loopback, 0 for any free one
 * @param shards how many shards its hub has
 */
record BenchSettings(int port, int shards) {

    /**
     * Reads {@code PORT} (8080), {@code SHARDS} (as many as there are processors) and {@code CONTAINER} (tomcat).
     *
     * @throws IllegalArgumentException if a value is out of its range; the message names it, and what is expected
     */
    static BenchSettings read(Map<String, String> environment) {
        String container = environment.getOrDefault("CONTAINER", "tomcat");
        if (!container.equals("tomcat")) {
            throw new IllegalArgumentException("CONTAINER: " + container + " (expected: tomcat)");
        }
        int processors = Math.min(256, Runtime.getRuntime().availableProcessors());
        return new BenchSettings(
                integer("PORT", environment.getOrDefault("PORT", "8080"), 0, 65_535),
                integer("SHARDS", environment.getOrDefault("SHARDS", Integer.toString(processors)), 1, 256));
    }

    private static int integer(String name, String text, int min, int max) {
        try {
            int value = Integer.parseInt(text);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            // said below, like a number out of range
        }
        throw new IllegalArgumentException(
                name + ": " + text + " (expected: a whole number from " + min + " to " + max + ")");
    }
}
