package io.shardhub.examples.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.examples.ServerProcess;
import io.shardhub.examples.load.LoadOptions;
import io.shardhub.examples.load.LoadReport;
import io.shardhub.examples.load.LoadRun;
import io.shardhub.examples.load.Mode;
import io.shardhub.examples.load.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A thousand honest clients and those who would spoil it for them, on the machine of the server, which has a process of its own.
 * A build leaves it out, because it measures:
 *
 * <pre>mvn -Pfast -pl hub-examples -am test -Dtest=AttackLoad -Dsurefire.failIfNoSpecifiedTests=false</pre>
 */
class AttackLoad {

    private static final int HONEST = 1_000;
    private static final int ATTACKERS = 1_000;
    private static final int STORM = 5_000;
    private static final int ROUNDS = 5;

    private ServerProcess server;
    private int port;

    @BeforeEach
    void start() throws Exception {
        server = ServerProcess.start(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dorg.apache.tomcat.websocket.DEFAULT_BUFFER_SIZE=768",
                        "-cp",
                        System.getProperty("java.class.path"),
                        AttackedServer.class.getName()),
                Map.of());
        port = Integer.parseInt(server.awaitLine(AttackedServer.READY));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private LoadReport honest() throws Exception {
        return LoadRun.run(
                new LoadOptions(
                        Target.local(port),
                        new LoadOptions.Clients(HONEST, 0, 1_000),
                        new LoadOptions.Sending(Mode.ECHO, 2_000, 1, 64),
                        LoadOptions.Timing.ofSeconds(4, 10),
                        OptionalLong.empty()),
                progress -> {});
    }

    @Test
    void aThousandAttackersBesideAThousandHonestClients() throws Exception {
        compare(() -> new Attackers(port, ATTACKERS));
    }

    @Test
    void aStormOfInvalidHandshakes() throws Exception {
        compare(() -> new HandshakeStorm(port, STORM, Duration.ofSeconds(6))); // when they have warmed up
        assertThat(counted()).containsPattern("UNAUTHENTICATED=" + (ROUNDS + 1) * STORM + "\\b");
    }

    /* Calm and trouble in turns, because the machine may have troubles of its own; the medians count. */
    private void compare(Supplier<Trouble> troubles) throws Exception {
        List<Double> calm = new ArrayList<>();
        List<Double> troubled = new ArrayList<>();
        for (int round = 0; round <= ROUNDS; round++) {
            calm.add(p99("calm"));
            try (Trouble trouble = troubles.get().begin()) {
                troubled.add(p99("trouble"));
                System.out.println(trouble.deeds());
            }
        }
        calm.remove(0); // the first round warmed up
        troubled.remove(0);
        server.stop();
        System.out.printf(
                "p99 %.0f us in calm, %.0f us in trouble; hub: %s%n", median(calm), median(troubled), counted());
        assertThat(median(troubled)).isLessThanOrEqualTo(2 * median(calm));
    }

    /** What the hub counted till its end. */
    private String counted() {
        return server.awaitLine(AttackedServer.COUNTED);
    }

    private double p99(String name) throws Exception {
        LoadReport report = honest();
        LoadReport.Latency micros = report.latencyMicros();
        LoadReport.Books books = report.deliveries().books();
        System.out.printf(
                "%-7s p50 %.0f us p99 %.0f us max %.0f us, lost %d of %d%n",
                name, micros.p50(), micros.p99(), micros.max(), books.lost(), books.expected());
        assertThat(report.isClean()).isTrue();
        return micros.p99();
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
