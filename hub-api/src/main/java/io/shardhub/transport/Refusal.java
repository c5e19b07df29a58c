package io.shardhub.transport;

import java.time.Duration;

/**
 * Why a connection is not taken in now.
 *
 * @param status the HTTP status of the answer, 400 to 599: 503 if there is no room, 401 if who it is counts no more, 429 if the
 *     peer or its user has too many
 * @param reason in words for a log
 * @param retryAfter when the peer should come back, as the {@code Retry-After} of a 503 answer says it; not negative
 */
public record Refusal(int status, String reason, Duration retryAfter) {

    /** Checks the status and the hint. */
    public Refusal {
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("status: " + status + " (expected: 400 to 599)");
        }
        if (retryAfter.isNegative()) {
            throw new IllegalArgumentException("retryAfter: " + retryAfter + " (expected: not negative)");
        }
    }

    /** There is no room: status 503. */
    public Refusal(String reason, Duration retryAfter) {
        this(503, reason, retryAfter);
    }

    /** The hint in whole seconds, rounded up. */
    public long retryAfterSeconds() {
        return retryAfter.plusNanos(999_999_999).toSeconds();
    }
}
