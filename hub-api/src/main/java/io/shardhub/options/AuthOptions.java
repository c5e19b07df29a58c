package io.shardhub.options;

import java.time.Duration;

/**
 * How credentials end.
 *
 * @param refreshGrace a client whose credential has ended, and which is asked for a fresh one, may take this long, 100 ms to
 *     10 min; then it is closed with 4401
 * @param maxRevoked credentials and users that are remembered as revoked, 1 to 1,000,000
 */
public record AuthOptions(Duration refreshGrace, int maxRevoked) {

    /** Checks every value. */
    public AuthOptions {
        Check.all(
                Check.between(Duration.ofMillis(100), Duration.ofMinutes(10), refreshGrace, "auth.refreshGrace"),
                Check.between(1, 1_000_000, maxRevoked, "auth.maxRevoked"));
    }

    /** Ten seconds for a fresh one; 10,000 are remembered. */
    public static AuthOptions defaults() {
        return new AuthOptions(Duration.ofSeconds(10), 10_000);
    }

    /** With another grace. */
    public AuthOptions withRefreshGrace(Duration newRefreshGrace) {
        return new AuthOptions(newRefreshGrace, maxRevoked);
    }

    /** With another number that is remembered. */
    public AuthOptions withMaxRevoked(int newMaxRevoked) {
        return new AuthOptions(refreshGrace, newMaxRevoked);
    }
}
