package io.shardhub.examples.load;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What the server's process and this one spend on a run. */
final class ServerMeter {

    private static final double KIB_PER_MIB = 1024;

    private final @Nullable ProcessFigures server;
    private final ProcessFigures generator =
            new ProcessFigures(ProcessHandle.current().pid());
    private long rssBefore;
    private long rssConnected;
    private long rssAfter;
    private OptionalLong serverCpu = OptionalLong.empty(); // at the beginning, then spent
    private OptionalLong generatorCpu = OptionalLong.empty();
    private long nanos;

    ServerMeter(OptionalLong serverPid) {
        server = serverPid.isPresent() ? new ProcessFigures(serverPid.getAsLong()) : null;
    }

    void start() {
        rssBefore = rss();
    }

    void connected() {
        rssConnected = rss();
    }

    void begin(long now) {
        nanos = now;
        serverCpu = server == null ? OptionalLong.empty() : server.cpuNanos();
        generatorCpu = generator.cpuNanos();
    }

    void end(long now) {
        nanos = now - nanos;
        serverCpu = since(serverCpu, server == null ? OptionalLong.empty() : server.cpuNanos());
        generatorCpu = since(generatorCpu, generator.cpuNanos());
        rssAfter = rss();
    }

    LoadReport.@Nullable Server server(long deliveries, int connections) {
        return serverCpu.isEmpty()
                ? null
                : new LoadReport.Server(
                        micros(serverCpu, deliveries),
                        serverCpu.getAsLong() / (double) nanos,
                        rssBefore / KIB_PER_MIB,
                        rssConnected / KIB_PER_MIB,
                        rssAfter / KIB_PER_MIB,
                        (rssConnected - rssBefore) / (double) connections);
    }

    LoadReport.Generator generator(long deliveries, double lateMicrosP99) {
        return new LoadReport.Generator(
                micros(generatorCpu, deliveries), generatorCpu.orElse(0) / (double) nanos, lateMicrosP99);
    }

    private long rss() {
        return server == null ? 0 : server.residentKiB().orElse(0);
    }

    private static OptionalLong since(OptionalLong before, OptionalLong now) {
        return before.isPresent() && now.isPresent()
                ? OptionalLong.of(now.getAsLong() - before.getAsLong())
                : OptionalLong.empty();
    }

    private static double micros(OptionalLong cpuNanos, long deliveries) {
        return deliveries == 0 ? 0 : cpuNanos.orElse(0) / 1e3 / deliveries;
    }
}
