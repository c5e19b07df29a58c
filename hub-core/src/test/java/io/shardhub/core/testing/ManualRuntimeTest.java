package io.shardhub.core.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardhub.core.runtime.DutyCycle;
import io.shardhub.core.runtime.Loop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class ManualRuntimeTest {

    private final ManualRuntime runtime = new ManualRuntime();
    private final List<Long> runs = new ArrayList<>();

    /** Does as many portions of work as it is given, and wants to run again after a while. */
    private final class Work implements DutyCycle {
        int portions;
        long every = NEVER;

        @Override
        public int doWork() {
            runs.add(runtime.nanoTime());
            return portions > 0 ? portions-- : 0;
        }

        @Override
        public boolean hasWork() {
            return portions > 0;
        }

        @Override
        public long nanosUntilDue() {
            return every;
        }
    }

    @Test
    void cycleRunsWhenStartedAndThenOnlyWhenWokenUp() {
        Work work = new Work();
        Loop loop = runtime.start("work", work);
        assertThat(runs).isEmpty();
        runtime.runUntilIdle();
        runtime.runUntilIdle();
        assertThat(runs).hasSize(1);
        work.portions = 2;
        assertThat(loop.wakeUp()).as("rested").isTrue();
        assertThat(loop.wakeUp()).as("rested").isFalse();
        runtime.runUntilIdle();
        assertThat(runs).hasSize(4);
    }

    @Test
    void workThatNobodyAnnouncedIsFound() {
        Work work = new Work();
        runtime.start("work", work);
        runtime.runUntilIdle();
        work.portions = 1;
        assertThatThrownBy(runtime::runUntilIdle)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("nobody woke it up");
    }

    @Test
    void cycleThatNeverRestsIsFound() {
        Work work = new Work();
        work.portions = Integer.MAX_VALUE;
        runtime.start("work", work);
        assertThatThrownBy(runtime::runUntilIdle)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("no rest");
    }

    @Test
    void timersRunAtTheirTimeAndTheClockEndsWhereItShould() {
        Work work = new Work();
        work.every = 400;
        runtime.start("work", work);
        long start = runtime.nanoTime();
        runtime.advance(Duration.ofNanos(1_000));
        assertThat(runs).containsExactly(start, start + 400, start + 800);
        assertThat(runtime.nanoTime()).isEqualTo(start + 1_000);
    }

    @Test
    void waitingLetsTimePassUntilTheEndOrTheLimit() {
        CompletableFuture<Void> end = new CompletableFuture<>();
        Work work = new Work();
        work.every = 400;
        runtime.start("work", work);
        long start = runtime.nanoTime();
        assertThat(runtime.await(end, 700)).isFalse();
        assertThat(runtime.nanoTime()).isEqualTo(start + 700);
        end.complete(null);
        assertThat(runtime.await(end, 700)).isTrue();
        assertThat(runtime.nanoTime()).isEqualTo(start + 700);
    }

    @Test
    void stoppedLoopRunsNoMore() {
        Work work = new Work();
        Loop loop = runtime.start("work", work);
        loop.stop();
        assertThat(loop.awaitEnd(1)).isTrue();
        runtime.runUntilIdle();
        assertThat(runs).isEmpty();
        assertThat(runtime.roles()).isEmpty();
    }
}
