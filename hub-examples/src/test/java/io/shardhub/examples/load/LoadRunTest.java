package io.shardhub.examples.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardhub.redis.fixture.Ports;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Every fault that a server commits must be in the books. Each run takes its seconds, most of them idle. */
@Execution(ExecutionMode.CONCURRENT)
class LoadRunTest {

    private static final int FAULTY = 10; // the number of the message that goes wrong; those before warm up

    @Test
    void findsNothingWhereNothingIsWrong() throws Exception {
        LoadReport report = run((line, number, message) -> line.text(message));

        assertThat(report.isClean()).isTrue();
        assertThat(report.deliveries().receivers()).isEqualTo(3);
        assertThat(report.deliveries().published()).isGreaterThan(10);
        assertThat(report.deliveries().books().delivered())
                .isEqualTo(report.deliveries().books().expected())
                .isEqualTo(3 * report.deliveries().published());
        assertThat(report.latencyMicros().p50()).isBetween(1.0, 5_000_000.0);
        assertThat(report.latencyMicros().max())
                .isGreaterThanOrEqualTo(report.latencyMicros().p50());
    }

    @Test
    void countsWhatIsLost() throws Exception {
        LoadReport report = run((line, number, message) -> {
            if (number != FAULTY) {
                line.text(message);
            }
        });

        assertThat(report.isClean()).isFalse();
        assertThat(report.deliveries().books()).isEqualTo(books(report, -3, 3, 0));
        assertThat(report.deliveries().faults()).isEqualTo(new LoadReport.Faults(0, 0, 0, 0));
    }

    @Test
    void countsWhatComesTwice() throws Exception {
        LoadReport report = run((line, number, message) -> {
            line.text(message);
            if (number == FAULTY) {
                line.text(message);
            }
        });

        assertThat(report.isClean()).isFalse();
        assertThat(report.deliveries().books()).isEqualTo(books(report, 3, 0, 0));
        assertThat(report.deliveries().faults()).isEqualTo(new LoadReport.Faults(3, 0, 0, 0));
    }

    @Test
    void countsWhatComesTooLate() throws Exception {
        AtomicReference<String> held = new AtomicReference<>("");
        LoadReport report = run((line, number, message) -> {
            if (number == FAULTY) {
                held.set(message);
            } else {
                line.text(message);
            }
            if (number == FAULTY + 1) {
                line.text(Objects.requireNonNull(held.get()));
            }
        });

        assertThat(report.isClean()).isFalse();
        assertThat(report.deliveries().books()).isEqualTo(books(report, 0, 0, 0));
        assertThat(report.deliveries().faults()).isEqualTo(new LoadReport.Faults(0, 3, 0, 0));
    }

    @Test
    void countsWhatWasNeverSent() throws Exception {
        LoadReport report = run((line, number, message) -> {
            line.text(message);
            if (number == FAULTY) {
                line.text(message.replaceAll("SQ=\\d+", "SQ=999999"));
            }
        });

        assertThat(report.isClean()).isFalse();
        assertThat(report.deliveries().faults()).isEqualTo(new LoadReport.Faults(0, 0, 3, 0));
    }

    @Test
    void countsMessagesThatAreSentTogether() throws Exception {
        AtomicReference<String> held = new AtomicReference<>("");
        LoadReport report = run((line, number, message) -> {
            if (number == FAULTY) {
                held.set(message);
            } else {
                line.text(number == FAULTY + 1 ? "[" + held.get() + "," + message + "]" : message);
            }
        });

        assertThat(report.isClean()).isTrue();
    }

    @Test
    void aServerThatStallsIsChargedForAllThatWasDueMeanwhile() throws Exception {
        List<String> held = new ArrayList<>();
        LoadReport report = run((line, number, message) -> {
            if (line.index == 0) {
                held.add(message);
            } else {
                line.text(message);
            }
            if (line.index == 0 && (number < 10 || number >= 30)) {
                for (String each : held) {
                    line.text(each);
                }
                held.clear();
            }
        });

        assertThat(report.isClean()).isTrue();
        assertThat(report.latencyMicros().max())
                .as("the first of 20, one every 10 ms")
                .isGreaterThan(190_000);
    }

    @Test
    void countsConnectionsThatTheServerCloses() throws Exception {
        LoadReport report = run((line, number, message) -> {
            line.text(message);
            if (number == FAULTY && line.index == 1) {
                line.frame(Opcode.CLOSE, new byte[] {0x11, 0x38}); // 4408
            }
            if (number == FAULTY && line.index == 2) {
                line.reset();
            }
        });

        assertThat(report.isClean()).isFalse();
        assertThat(report.connections().disconnected()).isEqualTo(2);
        assertThat(report.connections().closeCodes()).containsOnlyKeys(1006, 4408);
        LoadReport.Books books = report.deliveries().books();
        assertThat(books.lost()).isPositive().isEqualTo(books.lostOnDisconnected());
        assertThat(books.delivered() + books.lost()).isEqualTo(books.expected());
    }

    @Test
    void goesOnWhereAPublicationIsLostInTheClosedLoop() throws Exception {
        LoadReport report = run(0, Duration.ofSeconds(4), (line, number, message) -> {
            if (number != 20 || line.index != 2) {
                line.text(message);
            }
        });

        assertThat(report.deliveries().books().lost()).isEqualTo(1);
        assertThat(report.deliveries().faults()).isEqualTo(new LoadReport.Faults(0, 0, 0, 1));
        assertThat(report.deliveries().published()).isGreaterThan(20);
    }

    @Test
    void saysWhatTheServerSaysThatHasNoSuchHandler() throws Exception {
        try (FakeServer server = new FakeServer("CHAT", (line, number, message) -> line.text(message))) {
            assertThatThrownBy(() -> LoadRun.run(options(server.target(), 100, Duration.ofSeconds(1)), progress -> {}))
                    .isInstanceOf(LoadException.class)
                    .hasMessage(
                            server.target() + ": no answer to a message of type BROADCAST (expected: a server with the"
                                    + " handlers of bin/bench-server); it said:"
                                    + " {\"type\":\"hub.error\",\"error\":\"unknown_type\"}");
        }
    }

    @Test
    void saysThatNobodyListens() {
        Target target = Target.local(Ports.free());
        assertThatThrownBy(() -> LoadRun.run(options(target, 100, Duration.ofSeconds(1)), progress -> {}))
                .isInstanceOf(LoadException.class)
                .hasMessage("no connection to " + target + ": Connection refused");
    }

    private static LoadReport run(FakeServer.Delivery delivery) throws Exception {
        return run(100, Duration.ofSeconds(1), delivery);
    }

    private static LoadReport run(int rate, Duration measured, FakeServer.Delivery delivery) throws Exception {
        try (FakeServer server = new FakeServer("BROADCAST", delivery)) {
            return LoadRun.run(options(server.target(), rate, measured), progress -> {});
        }
    }

    private static LoadOptions options(Target target, int rate, Duration measured) {
        return new LoadOptions(
                target,
                new LoadOptions.Clients(3, 0, 1_000),
                new LoadOptions.Sending(Mode.FANOUT, rate, 4, 16),
                new LoadOptions.Timing(Duration.ZERO, measured, Duration.ofSeconds(3)),
                OptionalLong.empty());
    }

    private static LoadReport.Books books(LoadReport report, int more, int lost, int lostOnDisconnected) {
        long expected = 3 * report.deliveries().published();
        return new LoadReport.Books(expected, expected + more, lost, lostOnDisconnected);
    }
}
