package io.shardhub.jakarta;

import io.shardhub.jakarta.internal.Origins;
import java.time.Duration;
import java.util.Set;

/**
 * How a hub is bound to a container; checked when it is made.
 *
 * @param path where the hub listens, below the context path
 * @param allowedOrigins which pages of browsers may connect, such as {@code https://app.example.com}, or {@code
 *     https://*.example.com} for all below that name; empty for those of the same origin only, {@code *} for all. A request without an origin comes from no browser and is always allowed
 * @param closerThreads how many threads may wait for containers that block; without meaning where virtual threads exist
 * @param linger how long a peer that has been sent a close frame may keep its socket, 1 ms to 10 min; containers wait longer,
 *     some for ever
 * @param pipe which way messages take into the container
 * @param authDeadline how long an authenticator that {@linkplain io.shardhub.auth.Decision#later answers later} may take, 1 ms to
 *     1 min; then the peer gets 503
 * @param proxies whom to believe about the peer's address and the host that it asked
 * @param compression whether peers that offer permessage-deflate get it: what is sent to them is then compressed for each of
 *     them, which costs time for every message and 90 to 180 KiB for every session
 */
public record JakartaOptions(
        String path,
        Set<String> allowedOrigins,
        int closerThreads,
        Duration linger,
        PipeChoice pipe,
        Duration authDeadline,
        ProxyOptions proxies,
        boolean compression) {

    private static final Duration MAX_AUTH_DEADLINE = Duration.ofMinutes(1);

    private static final Duration MAX_LINGER = Duration.ofMinutes(10);

    /** Checks every value. */
    public JakartaOptions {
        if (!path.matches("(/[A-Za-z0-9._~-]+)+")) {
            throw new IllegalArgumentException("path: " + path + " (expected: a plain path such as /ws)");
        }
        allowedOrigins = Set.copyOf(allowedOrigins);
        for (String origin : allowedOrigins) {
            if (!Origins.isValid(origin) && !(Origins.ANY.equals(origin) && allowedOrigins.size() == 1)) {
                throw new IllegalArgumentException("allowedOrigins: " + origin
                        + " (expected: origins such as https://app.example.com or https://*.example.com, or * alone)");
            }
        }
        if (closerThreads < 1 || closerThreads > 256) {
            throw new IllegalArgumentException("closerThreads: " + closerThreads + " (expected: 1 to 256)");
        }
        if (linger.toMillis() < 1 || linger.compareTo(MAX_LINGER) > 0) {
            throw new IllegalArgumentException("linger: " + linger + " (expected: 1 ms to 10 min)");
        }
        if (authDeadline.toMillis() < 1 || authDeadline.compareTo(MAX_AUTH_DEADLINE) > 0) {
            throw new IllegalArgumentException("authDeadline: " + authDeadline + " (expected: 1 ms to 1 min)");
        }
    }

    /**
     * At that path, for pages of the same origin, with 8 threads for what blocks, 5 s to linger, by the fastest way; 3 s to answer
     * for authenticators, no proxies, no compression.
     */
    public static JakartaOptions at(String path) {
        return new JakartaOptions(
                path,
                Set.of(),
                8,
                Duration.ofSeconds(5),
                PipeChoice.FAST,
                Duration.ofSeconds(3),
                ProxyOptions.none(),
                false);
    }

    /** With exactly these origins allowed; the same origin is then no exception. */
    public JakartaOptions withAllowedOrigins(String... newAllowedOrigins) {
        return new JakartaOptions(
                path, Set.of(newAllowedOrigins), closerThreads, linger, pipe, authDeadline, proxies, compression);
    }

    /** With another number of threads. */
    public JakartaOptions withCloserThreads(int newCloserThreads) {
        return new JakartaOptions(
                path, allowedOrigins, newCloserThreads, linger, pipe, authDeadline, proxies, compression);
    }

    /** With another time to linger. */
    public JakartaOptions withLinger(Duration newLinger) {
        return new JakartaOptions(
                path, allowedOrigins, closerThreads, newLinger, pipe, authDeadline, proxies, compression);
    }

    /** With another way into the container. */
    public JakartaOptions withPipe(PipeChoice newPipe) {
        return new JakartaOptions(
                path, allowedOrigins, closerThreads, linger, newPipe, authDeadline, proxies, compression);
    }

    /** With another time for authenticators. */
    public JakartaOptions withAuthDeadline(Duration newAuthDeadline) {
        return new JakartaOptions(
                path, allowedOrigins, closerThreads, linger, pipe, newAuthDeadline, proxies, compression);
    }

    /** Behind these proxies, by addresses or networks such as {@code 10.0.0.0/8}, which say in those headers for whom they ask. */
    public JakartaOptions withProxies(ForwardedBy header, String... trusted) {
        ProxyOptions newProxies = new ProxyOptions(Set.of(trusted), header);
        return new JakartaOptions(
                path, allowedOrigins, closerThreads, linger, pipe, authDeadline, newProxies, compression);
    }

    /** With or without compression for those who offer it. */
    public JakartaOptions withCompression(boolean newCompression) {
        return new JakartaOptions(
                path, allowedOrigins, closerThreads, linger, pipe, authDeadline, proxies, newCompression);
    }
}
