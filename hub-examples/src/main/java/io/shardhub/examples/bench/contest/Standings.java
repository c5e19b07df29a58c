package io.shardhub.examples.bench.contest;

import io.shardhub.examples.container.Container;
import io.shardhub.examples.load.LoadReport;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What came out of one case in one container.
 *
 * @param container where
 * @param load under which load
 * @param reports of everyone who took part, one for each round
 */
record Standings(Container container, Case load, Map<Contestant, List<LoadReport>> reports) {

    /** A figure of one contestant: the median of the rounds, the lower one of two. */
    double median(Contestant contestant, ToDoubleFunction<LoadReport> figure) {
        double[] sorted = reports.getOrDefault(contestant, List.of()).stream()
                .mapToDouble(figure)
                .sorted()
                .toArray();
        return sorted.length == 0 ? Double.NaN : sorted[(sorted.length - 1) / 2];
    }

    /** What the case is about, of one contestant. */
    double worth(Contestant contestant) {
        return median(contestant, figure());
    }

    /** What the case is about, as a multiple of somebody else's; empty if one of them did not take part. */
    Optional<Double> ratio(Contestant contestant, Contestant to) {
        double ratio = worth(contestant) / worth(to);
        return Double.isFinite(ratio) ? Optional.of(ratio) : Optional.empty();
    }

    /** A count, of all rounds together. */
    long sum(Contestant contestant, ToDoubleFunction<LoadReport> figure) {
        return Math.round(reports.getOrDefault(contestant, List.of()).stream()
                .mapToDouble(figure)
                .sum());
    }

    /** Whether everything came, once and in order. */
    boolean isClean() {
        return reports.values().stream().flatMap(List::stream).allMatch(LoadReport::isClean);
    }

    private ToDoubleFunction<LoadReport> figure() {
        return switch (load.worth()) {
            case CPU -> Standings::cpu;
            case RATE -> report -> report.deliveries().perSecond();
            case P99 -> report -> report.latencyMicros().p99();
            case MEMORY -> Standings::memory;
        };
    }

    static double cpu(LoadReport report) {
        LoadReport.Server server = report.server();
        return server == null ? Double.NaN : server.cpuMicrosPerDelivery();
    }

    static double memory(LoadReport report) {
        LoadReport.Server server = report.server();
        return server == null ? Double.NaN : server.rssKiBPerConnection();
    }

    /** For people. */
    @Override
    public String toString() {
        StandingsTable table = new StandingsTable(this);
        return String.join(System.lineSeparator(), Arrays.asList(table.lines()));
    }
}
