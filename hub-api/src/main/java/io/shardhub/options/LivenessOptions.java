package io.shardhub.options;

import java.time.Duration;

/**
 * How dead peers are found. Only what a peer sends proves that it lives; what is sent to it proves nothing.
 *
 * @param pingInterval a peer that was silent this long is pinged
 * @param pongTimeout a peer that then stays silent is cut off after another {@code pingInterval} plus this
 */
public record LivenessOptions(Duration pingInterval, Duration pongTimeout) {

    /** Checks every value. */
    public LivenessOptions {
        Check.all(
                Check.between(Duration.ofMillis(10), Duration.ofHours(1), pingInterval, "liveness.pingInterval"),
                Check.between(Duration.ofMillis(1), Duration.ofMinutes(10), pongTimeout, "liveness.pongTimeout"));
    }

    /** With another interval. */
    public LivenessOptions withPingInterval(Duration newPingInterval) {
        return new LivenessOptions(newPingInterval, pongTimeout);
    }

    /** With another timeout. */
    public LivenessOptions withPongTimeout(Duration newPongTimeout) {
        return new LivenessOptions(pingInterval, newPongTimeout);
    }
}
