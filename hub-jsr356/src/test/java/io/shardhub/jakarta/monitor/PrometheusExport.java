package io.shardhub.jakarta.monitor;

import static io.shardhub.jakarta.monitor.WatchedHub.get;

import io.shardhub.jakarta.monitor.MonitorAuthorizer.Access;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Prometheus gets of a hub: for each name the labels, and for each label the values that there are. */
final class PrometheusExport {

    private static final Pattern SERIES = Pattern.compile("^([a-z0-9_]+)(?:\\{([^}]*)})? ", Pattern.MULTILINE);
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");

    private final Map<String, Map<String, Set<String>>> series = new HashMap<>();

    /** That of a hub which has one of everything. */
    static PrometheusExport ofAWatchedHub() {
        try (WatchedHub hub = new WatchedHub()) {
            Monitor monitor = new Monitor(hub.manager, request -> Access.ALLOWED);
            return new PrometheusExport(
                    new String(monitor.handle(get("/metrics/prometheus")).body(), StandardCharsets.UTF_8));
        }
    }

    PrometheusExport(String text) {
        Matcher matcher = SERIES.matcher(text);
        while (matcher.find()) {
            Map<String, Set<String>> labels = series.computeIfAbsent(matcher.group(1), name -> new TreeMap<>());
            Matcher label = LABEL.matcher(matcher.group(2) == null ? "" : matcher.group(2));
            while (label.find()) {
                labels.computeIfAbsent(label.group(1), name -> new TreeSet<>()).add(label.group(2));
            }
        }
    }

    Set<String> names() {
        return series.keySet();
    }

    /** The labels of a name; none if there is no such name. */
    Set<String> labels(String name) {
        return series.getOrDefault(name, Map.of()).keySet();
    }

    Set<String> values(String name, String label) {
        return series.getOrDefault(name, Map.of()).getOrDefault(label, Set.of());
    }
}
