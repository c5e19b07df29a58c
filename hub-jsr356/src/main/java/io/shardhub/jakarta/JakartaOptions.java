package io.shardhub.jakarta;

import io.shardhub.jakarta.internal.Origins;
import java.util.Set;

/**
 * How a hub is bound to a container; checked when it is made.
 *
 * @param path where the hub listens, below the context path
 * @param allowedOrigins which pages of browsers may connect, such as {@code https://app.example.com}; empty for those of the
 *     same origin only, {@code *} for all. A request without an origin comes from no browser and is always allowed
 * @param closerThreads how many threads may wait for containers that block; without meaning where virtual threads exist
 */
public record JakartaOptions(String path, Set<String> allowedOrigins, int closerThreads) {

    /** Checks every value. */
    public JakartaOptions {
        if (!path.matches("(/[A-Za-z0-9._~-]+)+")) {
            throw new IllegalArgumentException("path: " + path + " (expected: a plain path such as /ws)");
        }
        allowedOrigins = Set.copyOf(allowedOrigins);
        for (String origin : allowedOrigins) {
            if (!Origins.isValid(origin) && !(Origins.ANY.equals(origin) && allowedOrigins.size() == 1)) {
                throw new IllegalArgumentException("allowedOrigins: " + origin
                        + " (expected: origins such as https://app.example.com, or * alone)");
            }
        }
        if (closerThreads < 1 || closerThreads > 256) {
            throw new IllegalArgumentException("closerThreads: " + closerThreads + " (expected: 1 to 256)");
        }
    }

    /** At that path, for pages of the same origin, with 8 threads for what blocks. */
    public static JakartaOptions at(String path) {
        return new JakartaOptions(path, Set.of(), 8);
    }

    /** With exactly these origins allowed; the same origin is then no exception. */
    public JakartaOptions withAllowedOrigins(String... newAllowedOrigins) {
        return new JakartaOptions(path, Set.of(newAllowedOrigins), closerThreads);
    }

    /** With another number of threads. */
    public JakartaOptions withCloserThreads(int newCloserThreads) {
        return new JakartaOptions(path, allowedOrigins, newCloserThreads);
    }
}
