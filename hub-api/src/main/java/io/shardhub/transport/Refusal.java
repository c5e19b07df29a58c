package io.shardhub.transport;

import java.time.Duration;

/**
 * Why a connection is not taken in now.
 *
 * @param reason in words for a log
 * @param retryAfter when the peer should come back, as the {@code Retry-After} of a 503 answer says it; not negative
 */
public record Refusal(String reason, Duration retryAfter) {

    /** Checks the hint. */
    public Refusal {
        if (retryAfter.isNegative()) {
            throw new IllegalArgumentException("retryAfter: " + retryAfter + " (expected: not negative)");
        }
    }

    /** The hint in whole seconds, rounded up. */
    public long retryAfterSeconds() {
        return retryAfter.plusNanos(999_999_999).toSeconds();
    }
}
