package io.shardhub.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.core.testing.QuietLog;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Real threads: they rest, wake up, survive and end. */
@ExtendWith(QuietLog.class)
@Timeout(60)
final class ThreadRuntimeTest extends LoopRig {

    private final HubRuntime runtime = HubRuntime.threads();

    /** A lost wake-up would leave a portion undone for ever. */
    @Test
    void noWakeUpIsLost() {
        for (int i = 1; i <= 200_000; i++) {
            cycle.work.incrementAndGet();
            loop.wakeUp();
            if (i % 3 == 0) {
                while (cycle.done.get() < i) {
                    Thread.onSpinWait();
                }
            }
        }
        await(() -> cycle.done.get() == 200_000);
    }

    @Test
    void idleLoopRests() throws InterruptedException {
        await(() -> cycle.runs.get() > 0);
        CountDownLatch never = new CountDownLatch(1);
        assertThat(never.await(20, TimeUnit.MILLISECONDS)).isFalse(); // gives a spinning loop the time to show
        assertThat(cycle.runs.get()).isLessThan(10);
    }

    @Test
    void timerIsKept() {
        cycle.due = TimeUnit.MILLISECONDS.toNanos(1);
        loop.wakeUp();
        await(() -> cycle.runs.get() > 20);
    }

    @Test
    void failureAndErrorDoNotEndTheLoop() {
        for (Throwable failure : new Throwable[] {new IllegalStateException("work"), new StackOverflowError("work")}) {
            cycle.extra = () -> {
                ThreadRuntimeTest.<RuntimeException>sneak(failure);
            };
            cycle.work.incrementAndGet();
            loop.wakeUp();
            await(() -> cycle.work.get() == 0);
            cycle.extra = () -> {};
            int before = cycle.done.get();
            cycle.work.incrementAndGet();
            loop.wakeUp();
            await(() -> cycle.done.get() > before);
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable failure) throws T {
        throw (T) failure;
    }

    /** Foreign code that leaves the interrupt flag behind must not turn rest into a spin. */
    @Test
    void interruptFlagThatWorkLeavesBehindDoesNotSpin() throws InterruptedException {
        cycle.extra = () -> Thread.currentThread().interrupt();
        cycle.work.incrementAndGet();
        loop.wakeUp();
        await(() -> cycle.done.get() == 1);
        int before = cycle.runs.get();
        assertThat(new CountDownLatch(1).await(20, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(cycle.runs.get() - before).isLessThan(10);
    }

    @Test
    void stoppedLoopEndsAndStaysEnded() {
        loop.stop();
        assertThat(loop.awaitEnd(LONG)).isTrue();
        int before = cycle.runs.get();
        cycle.work.incrementAndGet();
        loop.wakeUp();
        loop.stop();
        assertThat(loop.awaitEnd(0)).isTrue();
        assertThat(cycle.runs.get()).isEqualTo(before);
    }

    @Test
    void threadBearsItsRoleAndIsNoDaemon() {
        Thread thread = Thread.getAllStackTraces().keySet().stream()
                .filter(candidate -> candidate.getName().equals("test-loop"))
                .findFirst()
                .orElseThrow();
        assertThat(thread.isDaemon()).isFalse();
    }

    @Test
    void waitingSurvivesAnInterruptionAndPassesItOn() {
        CompletableFuture<Void> end = new CompletableFuture<>();
        Thread.currentThread().interrupt();
        assertThat(runtime.await(end, TimeUnit.MILLISECONDS.toNanos(5))).isFalse();
        assertThat(Thread.interrupted()).isTrue();
        end.completeExceptionally(new IllegalStateException());
        assertThat(runtime.await(end, 1)).as("completed in whatever way").isTrue();
        assertThat(Thread.interrupted()).isFalse();
    }
}
