package io.shardhub.jakarta.monitor;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.shardhub.jakarta.micrometer.HubMeters;
import io.shardhub.monitor.Monitored;
import java.util.function.Supplier;

/** The measurements as Prometheus reads them. Loaded only where Micrometer's registry for Prometheus is. */
final class PrometheusText implements Supplier<String> {

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final HubMeters meters;

    PrometheusText(Monitored hub) {
        meters = new HubMeters(hub);
        meters.bindTo(registry);
    }

    @Override
    public String get() {
        meters.refresh();
        return registry.scrape();
    }
}
