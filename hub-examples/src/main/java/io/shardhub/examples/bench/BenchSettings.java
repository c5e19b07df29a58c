package io.shardhub.examples.bench;

import io.shardhub.examples.container.Container;
import io.shardhub.examples.settings.Environment;
import io.shardhub.jakarta.PipeChoice;

/**
 * How the bench server is run.
 *
 * @param container what it runs in
 * @param port on the loopback, 0 for any free one
 * @param shards how many shards its hub has
 * @param pipe which way messages take into the container
 */
record BenchSettings(Container container, int port, int shards, PipeChoice pipe) {

    /**
     * Reads {@code PORT} (8080), {@code SHARDS} (as many as there are processors), {@code CONTAINER} (tomcat) and {@code PIPE} (fast).
     *
     * @throws IllegalArgumentException if a value is out of its range; the message names it, and what is expected
     */
    static BenchSettings read(Environment environment) {
        int processors = Math.min(256, Runtime.getRuntime().availableProcessors());
        return new BenchSettings(
                Container.of(environment),
                environment.integer("PORT", 8080, 0, 65_535),
                environment.integer("SHARDS", processors, 1, 256),
                environment.choice("PIPE", PipeChoice.FAST));
    }
}
