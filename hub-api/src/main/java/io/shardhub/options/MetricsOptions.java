package io.shardhub.options;

/**
 * What is measured besides the books, which are always kept.
 *
 * @param enabled whether clocks are read for latencies, and rates and bytes are kept; if not, they stay zero
 */
public record MetricsOptions(boolean enabled) {

    /** Everything is measured. */
    public static MetricsOptions defaults() {
        return new MetricsOptions(true);
    }

    /** Switched on or off. */
    public MetricsOptions withEnabled(boolean newEnabled) {
        return new MetricsOptions(newEnabled);
    }
}
