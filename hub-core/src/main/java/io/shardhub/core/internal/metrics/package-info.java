/**
 * Measures: latencies, rates, errors. Whoever is measured calls in here and is never waited for; whoever reads merges what
 * was recorded.
 */
package io.shardhub.core.internal.metrics;
