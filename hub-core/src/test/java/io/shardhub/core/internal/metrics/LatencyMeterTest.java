package io.shardhub.core.internal.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.shardhub.snapshot.LatencySnapshot;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class LatencyMeterTest {

    private long now = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(10);
    private final LatencyMeter meter = new LatencyMeter(now);

    private void pass(int seconds) {
        now += TimeUnit.SECONDS.toNanos(seconds);
    }

    @Test
    void percentilesAreRightToTwoDigits() {
        for (int ms = 1; ms <= 1_000; ms++) {
            meter.record(TimeUnit.MILLISECONDS.toNanos(ms));
        }
        LatencySnapshot seen = meter.snapshot(now);
        assertThat(seen.count()).isEqualTo(1_000);
        assertThat(seen.mean().toMillis()).isCloseTo(500, within(5L));
        assertThat(seen.p50().toMillis()).isCloseTo(500, within(5L));
        assertThat(seen.p90().toMillis()).isCloseTo(900, within(9L));
        assertThat(seen.p99().toMillis()).isCloseTo(990, within(10L));
        assertThat(seen.p999().toMillis()).isCloseTo(999, within(10L));
        assertThat(seen.max().toMillis()).isCloseTo(1_000, within(10L));
    }

    @Test
    void countAndSumStayAndPercentilesAreOfTheLastMinute() {
        meter.record(TimeUnit.SECONDS.toNanos(2));
        assertThat(meter.snapshot(now).max().toMillis()).isCloseTo(2_000, within(20L));
        pass(44);
        meter.record(TimeUnit.MILLISECONDS.toNanos(3));
        assertThat(meter.snapshot(now).max().toMillis()).isCloseTo(2_000, within(20L));
        pass(16);
        LatencySnapshot seen = meter.snapshot(now);
        assertThat(seen.max().toNanos()).isCloseTo(3_000_000, within(30_000L));
        assertThat(seen.count()).isEqualTo(2);
        assertThat(seen.sum().toMillis()).isCloseTo(2_003, within(20L));
        pass(600);
        assertThat(meter.snapshot(now).max()).isEqualTo(Duration.ZERO);
        assertThat(meter.snapshot(now).p50()).isEqualTo(Duration.ZERO);
        meter.record(1_000_000);
        assertThat(meter.snapshot(now).count()).isEqualTo(3);
        pass(14);
        assertThat(meter.snapshot(now).p50().toNanos()).isCloseTo(1_000_000, within(10_000L));
    }

    @Test
    void whatIsOutOfRangeIsTakenAtTheEdge() {
        meter.record(-1);
        meter.record(Long.MAX_VALUE);
        assertThat(meter.snapshot(now).count()).isEqualTo(2);
        assertThat(meter.snapshot(now).max().toMinutes()).isCloseTo(60, within(1L));
    }
}
