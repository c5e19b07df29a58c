package io.shardhub.jakarta.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.CloseCode;
import io.shardhub.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReasonsTest {

    @Test
    void whatAContainerReportsIsMadeFit() {
        assertThat(Reasons.of(new jakarta.websocket.CloseReason(CloseCodes.GOING_AWAY, "bye")))
                .isEqualTo(new CloseReason(1001, "bye"));
        assertThat(Reasons.of(new jakarta.websocket.CloseReason(CloseCodes.NO_STATUS_CODE, null)))
                .isEqualTo(new CloseReason(1005, ""));
        assertThat(Reasons.of(new jakarta.websocket.CloseReason(() -> 0, "odd")))
                .isEqualTo(CloseReason.of(CloseCode.LOST, "odd"));
    }

    @Test
    void textIsCutAtTheLastWholeCharacterThatFits() {
        assertThat(Reasons.truncated("x".repeat(123))).hasSize(123);
        assertThat(Reasons.truncated("x".repeat(124))).hasSize(123);
        assertThat(Reasons.truncated("x".repeat(122) + "é")).hasSize(122);
        assertThat(Reasons.truncated("x".repeat(119) + "\uD83D\uDE80!")).endsWith("\uD83D\uDE80");
        assertThat(Reasons.truncated("x".repeat(120) + "\uD83D\uDE80!")).hasSize(120);
        new CloseReason(1000, Reasons.truncated("\uD83D\uDE80".repeat(100)));
    }

    @ParameterizedTest
    @CsvSource({"401, 4401", "403, 4403", "429, 1013", "503, 1013", "500, 1011", "502, 1011", "404, 1008"})
    void aStatusHasItsCloseCode(int status, int code) {
        assertThat(Reasons.ofStatus(status, "why")).isEqualTo(new CloseReason(code, "why"));
    }
}
