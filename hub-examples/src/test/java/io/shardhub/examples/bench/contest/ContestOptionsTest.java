package io.shardhub.examples.bench.contest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardhub.examples.container.Container;
import io.shardhub.examples.load.LoadOptions.Timing;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ContestOptionsTest {

    @Test
    void isShortUnlessToldOtherwise() {
        ContestOptions options = ContestOptions.parse(List.of());

        assertThat(options.containers()).containsExactly(Container.TOMCAT);
        assertThat(options.cases()).containsExactly(Case.BROADCAST, Case.SATURATED, Case.ECHO);
        assertThat(options.contestants()).containsExactly(Contestant.values());
        assertThat(options.rounds()).isEqualTo(1);
        assertThat(options.timing()).isEqualTo(Timing.ofSeconds(3, 5));
    }

    @Test
    void takesWhatIsNamed() {
        ContestOptions options = ContestOptions.parse(List.of(
                "--containers",
                "all",
                "--cases",
                "idle,echo,idle",
                "--servers",
                "netty",
                "--rounds",
                "3",
                "--json",
                "-"));

        assertThat(options.containers()).containsExactly(Container.values());
        assertThat(options.cases()).containsExactly(Case.IDLE, Case.ECHO);
        assertThat(options.contestants()).containsExactly(Contestant.NETTY);
        assertThat(options.rounds()).isEqualTo(3);
        assertThat(options.json()).isEqualTo("-");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--cases all,x|--cases: x (expected: all, or some of [broadcast, saturated, frequent, crowd, large, echo,"
                        + " echoes, idle])",
                "--servers jetty|--servers: jetty (expected: all, or some of [fast, standard, async, blocking, netty])",
                "--rounds 0|--rounds: 0 (expected: a number from 1.0 to 100.0)",
                "--seconds x|--seconds: x (expected: a number from 0.1 to 600.0)",
                "--round 1|--round (expected: one of the options that --help lists, with its value)",
                "--json|--json (expected: one of the options that --help lists, with its value)",
            })
    void refusesWhatItDoesNotKnow(String words, String message) {
        assertThatThrownBy(() -> ContestOptions.parse(List.of(words.split(" "))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @EnumSource(Case.class)
    void helpNamesEveryCase(Case load) {
        assertThat(ContestOptions.USAGE).containsPattern("\\s" + load + "\\s");
    }
}
