package io.shardhub.core.internal.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class FaultLimitTest {

    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    @Test
    void oneTooManyWithinAMinuteIsAbuse() {
        long start = Long.MAX_VALUE - MINUTE / 2;
        FaultLimit limit = new FaultLimit(3, start);
        for (int i = 0; i < 3; i++) {
            assertThat(limit.isExceededBy(start + MINUTE)).isFalse();
        }
        assertThat(limit.isExceededBy(start + MINUTE)).isTrue();
        assertThat(limit.isExceededBy(start + MINUTE)).isTrue();
    }

    @Test
    void mistakesNowAndThenAreForgiven() {
        FaultLimit limit = new FaultLimit(3, 0);
        for (int i = 1; i < 100; i++) {
            assertThat(limit.isExceededBy(i * MINUTE / 2)).isFalse();
        }
    }

    @Test
    void zeroForgivesNothing() {
        assertThat(new FaultLimit(0, 0).isExceededBy(0)).isTrue();
    }
}
