package io.shardhub.options;

/**
 * What is measured besides the books, which are always kept.
 *
 * @param enabled whether clocks are read for latencies, and rates and bytes are kept; if not, they stay zero
 * @param alerts when operators are alerted
 */
public record MetricsOptions(boolean enabled, AlertOptions alerts) {

    /** Everything is measured. */
    public static MetricsOptions defaults() {
        return new MetricsOptions(true, AlertOptions.defaults());
    }

    /** Switched on or off. */
    public MetricsOptions withEnabled(boolean newEnabled) {
        return new MetricsOptions(newEnabled, alerts);
    }

    /** With other alerts. */
    public MetricsOptions withAlerts(AlertOptions newAlerts) {
        return new MetricsOptions(enabled, newAlerts);
    }
}
