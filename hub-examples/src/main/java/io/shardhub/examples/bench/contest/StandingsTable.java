package io.shardhub.examples.bench.contest;

import io.shardhub.examples.load.LoadOptions;
import io.shardhub.examples.load.LoadReport;
import io.shardhub.examples.load.Mode;
import java.util.Locale;
import java.util.stream.Stream;

/** Standings as a table: the figures of each contestant, then how many times somebody else's its main figure is. */
final class StandingsTable {

    private static final Contestant[] YARDSTICKS = {Contestant.ASYNC, Contestant.BLOCKING, Contestant.NETTY};

    private final Standings standings;

    StandingsTable(Standings standings) {
        this.standings = standings;
    }

    String[] lines() {
        boolean idle = standings.load().sending().mode() == Mode.IDLE;
        return Stream.concat(
                        Stream.of(title(), idle ? memoryHead() : head()),
                        standings.reports().keySet().stream().map(who -> idle ? memoryRow(who) : row(who)))
                .toArray(String[]::new);
    }

    private String title() {
        LoadOptions.Sending sending = standings.load().sending();
        int connections = standings.load().clients(LoadOptions.MAX_CONNECTIONS).connections();
        return format(
                "%s, %s: %,d connections%s",
                standings.container(),
                standings.load(),
                connections,
                sending.mode() == Mode.IDLE ? "" : ", " + pace(sending) + ", " + sending.payload() + " bytes");
    }

    private static String pace(LoadOptions.Sending sending) {
        boolean echo = sending.mode() == Mode.ECHO;
        return sending.rate() > 0
                ? sending.rate() + " messages a second"
                : sending.window() + " under way" + (echo ? " on each" : "");
    }

    private String head() {
        String compared = switch (standings.load().worth()) {
            case CPU, MEMORY -> "CPU";
            case RATE -> "rate";
            case P99 -> "p99";
        };
        return format(
                "  %-9s %8s %12s %9s %9s %7s %6s %7s %6s   %s",
                "",
                "CPU us",
                "a second",
                "p50 ms",
                "p99 ms",
                "lost",
                "twice",
                "reorder",
                "ended",
                ratiosHead(compared));
    }

    private String row(Contestant who) {
        return format(
                "  %-9s %8.2f %,12.0f %9.2f %9.2f %,7d %6d %7d %6d   %s",
                who,
                standings.median(who, Standings::cpu),
                standings.median(who, report -> report.deliveries().perSecond()),
                standings.median(who, report -> report.latencyMicros().p50()) / 1e3,
                standings.median(who, report -> report.latencyMicros().p99()) / 1e3,
                standings.sum(who, report -> report.deliveries().books().lost()),
                standings.sum(who, report -> report.deliveries().faults().duplicates()),
                standings.sum(who, report -> report.deliveries().faults().reordered()),
                standings.sum(who, report -> report.connections().disconnected()),
                ratios(who));
    }

    private static String memoryHead() {
        return format("  %-9s %15s %15s %7s   %s", "", "KiB/connection", "process MiB", "ended", ratiosHead("memory"));
    }

    private String memoryRow(Contestant who) {
        return format(
                "  %-9s %15.1f %15.0f %7d   %s",
                who,
                standings.median(who, Standings::memory),
                standings.median(who, StandingsTable::connectedMiB),
                standings.sum(who, report -> report.connections().disconnected()),
                ratios(who));
    }

    private static double connectedMiB(LoadReport report) {
        LoadReport.Server server = report.server();
        return server == null ? Double.NaN : server.rssMiBConnected();
    }

    private static String ratiosHead(String compared) {
        StringBuilder head = new StringBuilder();
        for (Contestant yardstick : YARDSTICKS) {
            head.append(format("%18s", compared + "/" + yardstick));
        }
        return head.toString();
    }

    private String ratios(Contestant who) {
        StringBuilder row = new StringBuilder();
        for (Contestant yardstick : YARDSTICKS) {
            row.append(format(
                    "%18s",
                    standings.ratio(who, yardstick).map(r -> format("%.2f", r)).orElse("-")));
        }
        return row.toString();
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
