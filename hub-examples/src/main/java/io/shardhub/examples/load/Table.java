package io.shardhub.examples.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A report for people. */
final class Table {

    private final List<String> lines = new ArrayList<>();

    private Table() {}

    static String of(LoadOptions options, LoadReport report) {
        Table table = new Table();
        table.title(options);
        table.connections(options, report.connections());
        if (options.sending().mode() != Mode.IDLE) {
            table.deliveries(report.deliveries());
            table.latency(report.latencyMicros());
        }
        table.server(options, report);
        table.generator(options, report.generator());
        return String.join(System.lineSeparator(), table.lines);
    }

    private void title(LoadOptions options) {
        LoadOptions.Sending sending = options.sending();
        String load = sending.isOpenLoop() ? sending.rate() + " messages a second" : sending.window() + " under way";
        String what = sending.mode() == Mode.IDLE ? "" : ", " + load + ", " + sending.payload() + " bytes";
        add(
                "%s: %s, %d connections%s, %.1f s",
                options.target(),
                sending.mode(),
                options.clients().connections(),
                what,
                options.timing().measured().toMillis() / 1e3);
    }

    private void connections(LoadOptions options, LoadReport.Connections connections) {
        row(
                "connections",
                "opened %d of %d in %.1f s, disconnected %d%s%s",
                connections.opened(),
                connections.wanted(),
                connections.connectSeconds(),
                connections.disconnected(),
                options.clients().slow() == 0
                        ? ""
                        : ", of " + options.clients().slow() + " that do not read " + connections.slowDisconnected(),
                connections.closeCodes().isEmpty() ? "" : ", by close code " + connections.closeCodes());
    }

    private void deliveries(LoadReport.Deliveries deliveries) {
        LoadReport.Books books = deliveries.books();
        LoadReport.Faults faults = deliveries.faults();
        row("deliveries", "%,d of %,d, %,.0f a second", books.delivered(), books.expected(), deliveries.perSecond());
        row(
                "",
                "lost %,d (%,d of them on connections that were closed), duplicate %,d, reordered %,d, never sent %,d",
                books.lost(),
                books.lostOnDisconnected(),
                faults.duplicates(),
                faults.reordered(),
                faults.bogus());
        if (faults.givenUp() > 0) {
            row("", "%,d publications were not everywhere in time", faults.givenUp());
        }
    }

    private void latency(LoadReport.Latency latency) {
        row(
                "latency",
                "p50 %s, p90 %s, p99 %s, p99.9 %s, max %s",
                millis(latency.p50()),
                millis(latency.p90()),
                millis(latency.p99()),
                millis(latency.p999()),
                millis(latency.max()));
    }

    private void server(LoadOptions options, LoadReport report) {
        LoadReport.Server server = report.server();
        if (server == null) {
            row(
                    "server",
                    options.serverPid().isPresent()
                            ? "CPU time is unavailable on this system"
                            : "--pid PID tells its CPU time and memory");
            return;
        }
        if (options.sending().mode() != Mode.IDLE) {
            row(
                    "server",
                    "%.2f us of CPU a delivery, %.2f processors busy",
                    server.cpuMicrosPerDelivery(),
                    server.processors());
        }
        if (server.rssMiBBefore() > 0) {
            row(
                    "server",
                    "resident memory %.0f MiB before, %.0f MiB connected, %.0f MiB after: %.1f KiB a connection",
                    server.rssMiBBefore(),
                    server.rssMiBConnected(),
                    server.rssMiBAfter(),
                    server.rssKiBPerConnection());
        } else {
            row("server", "memory is unavailable on this system");
        }
    }

    private void generator(LoadOptions options, LoadReport.Generator generator) {
        if (options.sending().mode() != Mode.IDLE) {
            row(
                    "generator",
                    "%.2f us of CPU a delivery, %.2f processors busy%s",
                    generator.cpuMicrosPerDelivery(),
                    generator.processors(),
                    options.sending().isOpenLoop()
                            ? ", messages late by " + millis(generator.lateMicrosP99()) + " (p99)"
                            : "");
        }
    }

    private static String millis(double micros) {
        return String.format(Locale.ROOT, micros < 10_000 ? "%.2f ms" : "%.0f ms", micros / 1e3);
    }

    private void row(String name, String format, Object... values) {
        add("  %-12s %s", name, String.format(Locale.ROOT, format, values));
    }

    private void add(String format, Object... values) {
        lines.add(String.format(Locale.ROOT, format, values));
    }
}
