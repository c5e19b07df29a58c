package io.shardhub.jakarta.monitor;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A query of Prometheus, held against what a hub exports. */
record PrometheusQuery(String text) {

    private static final Pattern NAME = Pattern.compile("shardhub_[a-z0-9_]+");
    private static final Pattern SELECTOR = Pattern.compile("(shardhub_[a-z0-9_]+)\\{([^}]*)}");
    private static final Pattern MATCHER = Pattern.compile("([a-z_]+)\\s*(=~|!~|!=|=)\\s*\"([^\"]*)\"");
    private static final Pattern GROUPING = Pattern.compile("\\b(?:by|on)\\s*\\(([^)]*)\\)");
    private static final Pattern AGGREGATION = Pattern.compile("\\b(?:sum|avg|min|max|count)\\s*\\(");

    /** The labels that Prometheus itself gives to everything that it scrapes. */
    private static final Set<String> SCRAPED = Set.of("instance", "job");

    Set<String> names() {
        Set<String> names = new TreeSet<>();
        Matcher matcher = NAME.matcher(text);
        while (matcher.find()) {
            names.add(matcher.group());
        }
        return names;
    }

    /** What it asks for and will not find: names, labels, and values of labels. */
    List<String> missingIn(PrometheusExport export) {
        List<String> missing = new ArrayList<>();
        if (names().isEmpty()) {
            missing.add("a name of the hub");
        }
        for (String name : names()) {
            if (!export.names().contains(name)) {
                missing.add(name);
            }
            for (String label : groupings()) {
                missIfAbsent(missing, export, name, label);
            }
        }
        Matcher selector = SELECTOR.matcher(text);
        while (selector.find()) {
            missing.addAll(missingMatchers(selector.group(1), selector.group(2), export));
        }
        return missing;
    }

    private static List<String> missingMatchers(String name, String matchers, PrometheusExport export) {
        List<String> missing = new ArrayList<>();
        Matcher matcher = MATCHER.matcher(matchers);
        while (matcher.find()) {
            missIfAbsent(missing, export, name, matcher.group(1));
            boolean exact = !matcher.group(2).endsWith("~");
            if (exact && !export.values(name, matcher.group(1)).contains(matcher.group(3))) {
                missing.add(name + "{" + matcher.group() + "}");
            }
        }
        return missing;
    }

    private static void missIfAbsent(List<String> missing, PrometheusExport export, String name, String label) {
        if (!SCRAPED.contains(label) && !export.labels(name).contains(label)) {
            missing.add(name + "{" + label + "}");
        }
    }

    /** The labels of what comes out. */
    Set<String> labels(PrometheusExport export) {
        Set<String> groupings = groupings();
        if (!groupings.isEmpty() || AGGREGATION.matcher(text).find()) {
            return groupings;
        }
        Set<String> common = new HashSet<>(SCRAPED);
        names().stream().findFirst().map(export::labels).ifPresent(common::addAll);
        for (String name : names()) {
            common.removeIf(
                    label -> !SCRAPED.contains(label) && !export.labels(name).contains(label));
        }
        return common;
    }

    private Set<String> groupings() {
        Set<String> labels = new TreeSet<>();
        Matcher matcher = GROUPING.matcher(text);
        while (matcher.find()) {
            labels.addAll(List.of(matcher.group(1).trim().split("\\s*,\\s*", -1)));
        }
        return labels;
    }
}
