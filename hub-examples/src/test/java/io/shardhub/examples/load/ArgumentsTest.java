package io.shardhub.examples.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArgumentsTest {

    @Test
    void readsWhatIsGiven() {
        Arguments arguments = parse("ws://localhost:1234/a?b=%i --mode echo --connections 7 --slow 2 --connect-rate 10"
                + " --rate 0 --window 3 --payload 9 --warmup 0 --seconds 0.5 --json x.json");

        LoadOptions options = arguments.options();
        assertThat(options.target()).isEqualTo(new Target("localhost", 1234, "/a?b=%i"));
        assertThat(options.clients()).isEqualTo(new LoadOptions.Clients(7, 2, 10));
        assertThat(options.sending()).isEqualTo(new LoadOptions.Sending(Mode.ECHO, 0, 3, 9));
        assertThat(options.timing().warmup()).isZero();
        assertThat(options.timing().measured()).isEqualTo(Duration.ofMillis(500));
        assertThat(options.serverPid()).isEqualTo(OptionalLong.empty());
        assertThat(arguments.json()).isEqualTo("x.json");
        assertThat(arguments.help()).isFalse();
    }

    @Test
    void isTheBenchServerIfNothingIsGiven() {
        assertThat(Arguments.parse(List.of()).options().target()).isEqualTo(Target.local(8080));
        assertThat(parse("--help").help()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--connections 0 | --connections: 0 (expected: a whole number from 1 to 25000)",
                "--connections 25001 | --connections: 25001 (expected: a whole number from 1 to 25000)",
                "--connections 5 --slow 5 | --slow: 5 (expected: a whole number from 0 to 4)",
                "--rate x | --rate: x (expected: a whole number)",
                "--seconds 4000 | --seconds: 4000.0 (expected: 0.1 to 3600 seconds)",
                "--seconds 0 | --seconds: 0.0 (expected: 0.1 to 3600 seconds)",
                "--warmup -1 | --warmup: -1.0 (expected: 0.0 to 3600 seconds)",
                "--payload 60001 | --payload: 60001 (expected: a whole number from 0 to 60000)",
                "--mode storm | --mode: storm (expected: fanout, echo or idle)",
                "--pid 0 | --pid: 0 (expected: the number of a process that runs here)",
                "--speed 1 | --speed (expected: one of the options that --help lists, with its value)",
                "--rate | --rate (expected: one of the options that --help lists, with its value)",
                "http://127.0.0.1/ | http://127.0.0.1/ (expected: a URL such as ws://127.0.0.1:8080/ws?user=%i)",
                "wss://127.0.0.1/ | wss://127.0.0.1/ (expected: a URL such as ws://127.0.0.1:8080/ws?user=%i)",
            })
    void refusesWhatIsOutOfRange(String words, String message) {
        assertThatThrownBy(() -> parse(words))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void sendsNoLoadToAnotherMachineByMistake() {
        assertThatThrownBy(() -> parse("ws://192.0.2.1:80/ws"))
                .hasMessage(
                        "192.0.2.1: not this machine (expected: a loopback address, or --host 192.0.2.1 as well, if you"
                                + " may put load on it)");
        assertThatThrownBy(() -> parse("ws://192.0.2.1:80/ws --host 192.0.2.2"))
                .hasMessageContaining("not this machine");
        assertThat(parse("ws://192.0.2.1/ws --host 192.0.2.1").options().target())
                .isEqualTo(new Target("192.0.2.1", 80, "/ws"));
    }

    private static Arguments parse(String words) {
        return Arguments.parse(List.of(words.split(" ", -1)));
    }
}
