package io.shardhub.options;

import java.time.Duration;

/**
 * When a shard counts as failed, and how often one may be replaced.
 *
 * @param hangAfter a shard that has work and makes no progress for this long is replaced, and a caretaker of the hub that makes none is
 *     reported, 1 s to 10 min: a pause of the garbage collector, a fraction of a second where it does as it should, must not count as
 *     either
 * @param restarts replacements per {@code window}, 0 to 1,000; one more and the hub is unhealthy
 * @param window the span over which they are counted, 1 s to 1 day
 */
public record SupervisionOptions(Duration hangAfter, int restarts, Duration window) {

    /** Checks every value. */
    public SupervisionOptions {
        Check.all(
                Check.between(Duration.ofSeconds(1), Duration.ofMinutes(10), hangAfter, "supervision.hangAfter"),
                Check.between(0, 1_000, restarts, "supervision.restarts"),
                Check.between(Duration.ofSeconds(1), Duration.ofDays(1), window, "supervision.window"));
    }

    /** Five seconds without progress; five replacements a minute. */
    public static SupervisionOptions defaults() {
        return new SupervisionOptions(Duration.ofSeconds(5), 5, Duration.ofMinutes(1));
    }

    /** With another span without progress. */
    public SupervisionOptions withHangAfter(Duration newHangAfter) {
        return new SupervisionOptions(newHangAfter, restarts, window);
    }

    /** With another number of replacements. */
    public SupervisionOptions withRestarts(int newRestarts) {
        return new SupervisionOptions(hangAfter, newRestarts, window);
    }

    /** With another span to count over. */
    public SupervisionOptions withWindow(Duration newWindow) {
        return new SupervisionOptions(hangAfter, restarts, newWindow);
    }
}
