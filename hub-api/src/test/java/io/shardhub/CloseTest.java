package io.shardhub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CloseTest {

    @ParameterizedTest
    @CsvSource({
        "NORMAL, 1000, false",
        "SHUTDOWN, 1001, true",
        "LOST, 1006, true",
        "POLICY, 1008, false",
        "TOO_BIG, 1009, false",
        "SERVER_ERROR, 1011, true",
        "RESTART, 1012, true",
        "OVERLOADED, 1013, true",
        "UNAUTHENTICATED, 4401, false",
        "FORBIDDEN, 4403, false",
        "SLOW_CONSUMER, 4408, true",
        "REPLACED, 4409, false",
        "RATE_LIMITED, 4429, true"
    })
    void codeHasItsNumberAndSaysWhetherToReconnect(CloseCode code, int number, boolean reconnect) {
        assertThat(code.number()).isEqualTo(number);
        assertThat(code.mayReconnect()).isEqualTo(reconnect);
        assertThat(CloseCode.of(number)).contains(code);
        assertThat(CloseReason.of(code, "why").is(code)).isTrue();
    }

    @Test
    void codesHaveThirteenDifferentNumbers() {
        assertThat(Arrays.stream(CloseCode.values()).map(CloseCode::number))
                .hasSize(13)
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1_002, 4_711, -1})
    void numberOutsideTheTableHasNoCode(int number) {
        assertThat(CloseCode.of(number)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 1_005, 3_000, 4_999})
    void reasonTakesCodesOfPeers(int code) {
        assertThat(new CloseReason(code, "").code()).isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 999, 5_000})
    void reasonRefusesCodesThatNoFrameHas(int code) {
        assertThatThrownBy(() -> new CloseReason(code, ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("code: " + code + " (expected: 1000 to 4999)");
    }

    @Test
    void textOfAReasonIsMeasuredInBytes() {
        assertThat(new CloseReason(1_000, "x".repeat(123)).text()).hasSize(123);
        assertThat(new CloseReason(1_000, "\u00e4".repeat(61)).text()).hasSize(61);
        assertThatThrownBy(() -> new CloseReason(1_000, "x".repeat(124)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("text: 124 bytes (expected: at most 123 bytes of UTF-8)");
        assertThatThrownBy(() -> new CloseReason(1_000, "\u00e4".repeat(62)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("text: 124 bytes (expected: at most 123 bytes of UTF-8)");
    }
}
