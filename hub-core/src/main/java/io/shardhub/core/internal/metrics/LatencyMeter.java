package io.shardhub.core.internal.metrics;

import io.shardhub.annotation.AnyThread;
import io.shardhub.snapshot.LatencySnapshot;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/**
 * Records how long something takes. Recording never waits; reading takes what was recorded since the last time out of the
 * recorder, so readers take turns. Somebody must look every few seconds.
 *
 * <p>The last minute is kept in four quarters: percentiles are those of the last 45 to 60 seconds.
 */
@AnyThread
public final class LatencyMeter {

    private static final long LONGEST_NANOS = TimeUnit.HOURS.toNanos(1);
    private static final long QUARTER_NANOS = TimeUnit.SECONDS.toNanos(15);
    private static final int QUARTERS = 4;
    private static final int DIGITS = 2;

    private final Recorder recorder = new Recorder(1, LONGEST_NANOS, DIGITS);

    /* Guarded by this. */
    private @Nullable Histogram spare;
    private final Histogram[] quarters = new Histogram[QUARTERS];
    private final Histogram minute = new Histogram(DIGITS);
    private int current;
    private long quarterEnd;
    private long count;
    private double sumNanos;

    /** A meter that has recorded nothing. */
    public LatencyMeter(long now) {
        for (int i = 0; i < QUARTERS; i++) {
            quarters[i] = new Histogram(DIGITS);
        }
        quarterEnd = now + QUARTER_NANOS;
    }

    /** It has taken so long; what is longer than an hour counts as an hour. */
    public void record(long nanos) {
        recorder.recordValue(Math.max(0, Math.min(LONGEST_NANOS, nanos)));
    }

    /** What was recorded. */
    public synchronized LatencySnapshot snapshot(long now) {
        gather(now);
        return new LatencySnapshot(
                count,
                Duration.ofNanos((long) sumNanos),
                percentile(50),
                percentile(90),
                percentile(99),
                percentile(99.9),
                Duration.ofNanos(minute.getMaxValue()));
    }

    /** The 99th percentile of the last minute; zero if fewer than {@code least} were recorded in it. */
    public synchronized Duration p99(long now, int least) {
        gather(now);
        return minute.getTotalCount() < least ? Duration.ZERO : percentile(99);
    }

    private void gather(long now) {
        look(now);
        minute.reset();
        for (Histogram quarter : quarters) {
            minute.add(quarter);
        }
    }

    /** Takes out what was recorded: it counts as recorded now. */
    public synchronized void look(long now) {
        turn(now);
        takeOut();
    }

    private void takeOut() {
        Histogram fresh = recorder.getIntervalHistogram(spare);
        spare = fresh;
        long recorded = fresh.getTotalCount();
        if (recorded > 0) {
            count += recorded;
            sumNanos += recorded * fresh.getMean();
            quarters[current].add(fresh);
        }
    }

    private void turn(long now) {
        for (int i = 0; i < QUARTERS && now - quarterEnd >= 0; i++) {
            current = (current + 1) % QUARTERS;
            quarters[current].reset();
            quarterEnd += QUARTER_NANOS;
        }
        if (now - quarterEnd >= 0) { // nobody has looked for more than a minute
            quarterEnd = now + QUARTER_NANOS;
        }
    }

    private Duration percentile(double percent) {
        return Duration.ofNanos(minute.getTotalCount() == 0 ? 0 : minute.getValueAtPercentile(percent));
    }
}
