package io.shardhub.examples.bench.contest;

import io.shardhub.examples.container.Container;
import io.shardhub.examples.load.LoadException;
import io.shardhub.examples.load.LoadOptions;
import io.shardhub.examples.load.LoadOptions.Timing;
import io.shardhub.examples.load.LoadReport;
import io.shardhub.examples.load.LoadRun;
import io.shardhub.examples.load.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** All turns in one container. Servers that wait for their turn cost no processor. */
final class Contest implements AutoCloseable {

    /** A heap that is as large as what is in it, where the default is a heap as large as the machine allows. */
    private static final String TIGHT_HEAP = "-XX:+UseSerialGC -Xms32m -Xmn16m";

    private final Path bin;
    private final Container container;
    private final ContestOptions options;
    private final Consumer<String> onTurn;
    private final Map<Contestant, RunningServer> servers = new EnumMap<>(Contestant.class);

    /**
     * A contest.
     *
     * @param bin where the programs are
     * @param onTurn hears whose turn it is
     */
    Contest(Path bin, Container container, ContestOptions options, Consumer<String> onTurn) {
        this.bin = bin;
        this.container = container;
        this.options = options;
        this.onTurn = onTurn;
    }

    /** Takes one case, all contestants in turns; blocks until it is over. */
    Standings run(Case load) throws IOException, LoadException {
        Map<Contestant, List<LoadReport>> reports = new EnumMap<>(Contestant.class);
        for (int round = 0; round < options.rounds(); round++) {
            for (Contestant contestant : options.contestants()) {
                if (contestant.runsIn(container)) {
                    onTurn.accept(container + ", " + load + ": " + contestant);
                    reports.computeIfAbsent(contestant, ignored -> new ArrayList<>())
                            .add(turn(contestant, load));
                }
            }
        }
        return new Standings(container, load, reports);
    }

    private LoadReport turn(Contestant contestant, Case load) throws IOException, LoadException {
        boolean aboutMemory = load.worth() == Case.Worth.MEMORY;
        if (aboutMemory) {
            stop(contestant);
        }
        Timing timing = options.timing();
        RunningServer server = servers.get(contestant);
        if (server == null || !server.isAlive()) {
            server = RunningServer.start(bin, contestant, container, aboutMemory ? TIGHT_HEAP : "");
            servers.put(contestant, server);
            timing = new Timing(timing.warmup().multipliedBy(2), timing.measured(), timing.drain());
        }
        return LoadRun.run(
                new LoadOptions(
                        Target.local(server.port()),
                        load.clients(options.connections()),
                        load.sending(),
                        timing,
                        OptionalLong.of(server.pid())),
                progress -> {});
    }

    private void stop(Contestant contestant) {
        RunningServer server = servers.remove(contestant);
        if (server != null) {
            server.close();
        }
    }

    @Override
    public void close() {
        servers.values().forEach(RunningServer::close);
        servers.clear();
    }
}
