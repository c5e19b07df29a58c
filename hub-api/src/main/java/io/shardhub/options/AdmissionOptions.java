package io.shardhub.options;

import java.time.Duration;

/**
 * How fast new connections are let in: a bucket of tokens, one for each connection. How many there may be in all is
 * {@link ShardOptions#maxClients()}.
 *
 * @param connectsPerSecond tokens that the bucket gains in a second, 1 to 1,000,000
 * @param burst tokens that it holds, 1 to 1,000,000: connections that may come at once after a quiet time
 * @param retryAfter when somebody who was refused should come back, 1 ms to 1 h
 */
public record AdmissionOptions(int connectsPerSecond, int burst, Duration retryAfter) {

    /** Checks every value. */
    public AdmissionOptions {
        Check.all(
                Check.between(1, 1_000_000, connectsPerSecond, "admission.connectsPerSecond"),
                Check.between(1, 1_000_000, burst, "admission.burst"),
                Check.between(Duration.ofMillis(1), Duration.ofHours(1), retryAfter, "admission.retryAfter"));
    }

    /** With another rate. */
    public AdmissionOptions withConnectsPerSecond(int newConnectsPerSecond) {
        return new AdmissionOptions(newConnectsPerSecond, burst, retryAfter);
    }

    /** With another burst. */
    public AdmissionOptions withBurst(int newBurst) {
        return new AdmissionOptions(connectsPerSecond, newBurst, retryAfter);
    }

    /** With another hint for who is refused. */
    public AdmissionOptions withRetryAfter(Duration newRetryAfter) {
        return new AdmissionOptions(connectsPerSecond, burst, newRetryAfter);
    }
}
