package io.shardhub.examples.quiz;

import io.shardhub.examples.quiz.game.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Real time that never jumps, whatever is done to the computer's clock, and one thread for what is due later. */
final class QuizTime implements InstantSource, Scheduler, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(QuizTime.class);

    private final Instant started = Instant.now();
    private final long startedNanos = System.nanoTime();
    private final ScheduledThreadPoolExecutor timer =
            new ScheduledThreadPoolExecutor(1, task -> new Thread(task, "quiz-timer"), (task, executor) -> {
                LOG.debug("the server is closing: {} is dropped", task);
            });

    QuizTime() {
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public Instant instant() {
        return started.plusNanos(System.nanoTime() - startedNanos);
    }

    @Override
    public void after(Duration delay, Runnable task) {
        // nobody waits for it, and run reports what goes wrong
        ScheduledFuture<?> unused = timer.schedule(() -> run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.error("a quiz failed when its time had come", e);
        }
    }

    @Override
    public void close() {
        timer.shutdown();
    }
}
