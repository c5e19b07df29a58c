package io.shardhub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

final class RawJsonTest {

    @Test
    void isItsText() {
        assertThat(new RawJson("{\"a\": 1}")).hasToString("{\"a\": 1}").isEqualTo(new RawJson("{\"a\": 1}"));
        assertThat(new RawJson("{\"a\":1}")).isNotEqualTo(new RawJson("{\"a\": 1}"));
    }

    @Test
    void nothingIsNoValue() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RawJson(" "))
                .withMessage("text: blank (expected: a JSON value, such as null)");
    }
}
