package io.shardhub.core.internal.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.core.runtime.DutyCycle;
import io.shardhub.core.runtime.HubRuntime;
import io.shardhub.core.runtime.Loop;
import io.shardhub.options.AdmissionOptions;
import io.shardhub.snapshot.RefusalCause;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The bucket of tokens, on a clock that runs over in the middle of each test. */
@Timeout(60)
final class AdmissionTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Clock clock = new Clock();

    private Admission admission(int rate, int burst) {
        return new Admission(new AdmissionOptions(rate, burst, Duration.ofSeconds(2)), clock);
    }

    private static int drain(Admission admission) {
        int taken = 0;
        while (admission.takeToken(false)) {
            taken++;
        }
        return taken;
    }

    @Test
    void whoReturnsFindsTokensThatWhoIsNewDoesNot() {
        Admission admission = admission(1_000, 8);
        assertThat(drain(admission)).isEqualTo(8);
        assertThat(admission.takeToken(true)).isTrue();
        assertThat(admission.takeToken(true)).isTrue();
        assertThat(admission.hasToken(true)).isFalse();
        assertThat(admission.takeToken(true)).isFalse();
        clock.nanos.addAndGet(4_000_000);
        assertThat(drain(admission))
                .as("who returns takes nothing from who is new")
                .isEqualTo(4);
        assertThat(admission.hasToken(true)).isTrue();
        assertThat(admission.takeToken(true)).isTrue();
        assertThat(admission.takeToken(true)).isFalse();
    }

    @Test
    void burstComesAtOnceAndThenOneTokenAtATime() {
        Admission admission = admission(1_000, 3);
        assertThat(drain(admission)).isEqualTo(3);
        assertThat(admission.hasToken(false)).isFalse();
        for (int i = 0; i < 5; i++) {
            clock.nanos.addAndGet(999_999);
            assertThat(admission.hasToken(false)).isFalse();
            assertThat(admission.takeToken(false)).isFalse();
            clock.nanos.addAndGet(1);
            assertThat(admission.hasToken(false)).isTrue();
            assertThat(drain(admission)).isEqualTo(1);
        }
        clock.nanos.addAndGet(2_500_000);
        assertThat(drain(admission)).isEqualTo(2);
        clock.nanos.addAndGet(500_000);
        assertThat(drain(admission)).as("the half token was not lost").isEqualTo(1);
    }

    @Test
    void lookingTakesNothing() {
        Admission admission = admission(1, 1);
        for (int i = 0; i < 10; i++) {
            assertThat(admission.hasToken(false)).isTrue();
        }
        assertThat(drain(admission)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 3_600, 1_000_000_000L})
    void quietTimeGathersNoMoreThanTheBurst(long seconds) {
        Admission admission = admission(1_000, 7);
        clock.nanos.addAndGet(seconds * SECOND);
        assertThat(drain(admission)).isEqualTo(7);
        clock.nanos.addAndGet(SECOND + seconds * SECOND);
        assertThat(drain(admission)).isEqualTo(7);
    }

    /** Also where a second is no whole number of tokens; then the rate is missed by less than a thousandth, never exceeded. */
    @ParameterizedTest
    @CsvSource({"1, 10", "3, 29", "7, 69", "999, 9989", "1000, 10000", "700000, 6997900", "1000000, 10000000"})
    void rateIsNeverExceeded(int rate, int inTenSeconds) {
        Admission admission = admission(rate, 1_000_000);
        assertThat(drain(admission)).isEqualTo(1_000_000);
        int taken = 0;
        for (int i = 0; i < 100; i++) {
            clock.nanos.addAndGet(SECOND / 10);
            taken += drain(admission);
        }
        assertThat(taken).isEqualTo(inTenSeconds).isLessThanOrEqualTo(10 * rate);
    }

    @Test
    void largestBucketOfTheSlowestRateDoesNotRunOver() {
        Admission admission = admission(1, 1_000_000);
        assertThat(drain(admission)).isEqualTo(1_000_000);
        clock.nanos.addAndGet(3 * SECOND);
        assertThat(drain(admission)).isEqualTo(3);
    }

    @Test
    void threadsThatRushTakeEachTokenOnce() throws InterruptedException {
        Admission admission = admission(1_000, 1_000_000);
        AtomicInteger taken = new AtomicInteger();
        inEightThreads(() -> taken.addAndGet(drain(admission)));
        assertThat(taken).hasValue(1_000_000);
    }

    /** Threads take, and push the clock on; the bucket is never full, so that not a token may be missing. */
    @Test
    void threadsTakeEachTokenThatTimeBrings() throws InterruptedException {
        int burst = 20_000;
        Admission admission = admission(1_000, burst);
        assertThat(drain(admission)).isEqualTo(burst);
        long start = clock.nanos.get();
        AtomicInteger taken = new AtomicInteger();
        inEightThreads(() -> {
            for (int round = 0; round < 20_000; round++) {
                clock.nanos.addAndGet(ThreadLocalRandom.current().nextInt(200_000));
                if (admission.takeToken(false)) {
                    taken.incrementAndGet();
                }
            }
        });
        long passed = clock.nanos.get() - start;
        assertThat(taken.get() + drain(admission)).isEqualTo((int) (passed / 1_000_000));
    }

    private static void inEightThreads(Runnable work) throws InterruptedException {
        List<Thread> threads = Stream.generate(() -> new Thread(work)).limit(8).toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Test
    void refusalsAreCountedByCause() {
        Admission admission = admission(1, 1);
        admission.refuse(RefusalCause.RATE);
        admission.refuse(RefusalCause.RATE);
        admission.refuse(RefusalCause.HUB_FULL);
        assertThat(admission.refused())
                .containsEntry(RefusalCause.RATE, 2L)
                .containsEntry(RefusalCause.HUB_FULL, 1L)
                .containsOnlyKeys(RefusalCause.values());
        assertThat(admission.refused().values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(3);
    }

    /** Time that the test, from any thread, pushes on. */
    private static final class Clock implements HubRuntime {

        private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 2_500_000);

        @Override
        public long nanoTime() {
            return nanos.get();
        }

        @Override
        public Loop start(String role, DutyCycle cycle) {
            throw new UnsupportedOperationException(role);
        }
    }
}
