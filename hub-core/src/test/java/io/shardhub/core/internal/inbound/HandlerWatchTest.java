package io.shardhub.core.internal.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.shardhub.Execution;
import io.shardhub.Priority;
import io.shardhub.core.testing.ManualRuntime;
import io.shardhub.options.InboundOptions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** Handlers that run for too long, on every kind of thread. */
@Timeout(60)
final class HandlerWatchTest {

    private final ManualRuntime runtime = new ManualRuntime(4);
    private final Runnable hang = runtime.hanging();
    private final WorkerPool pool = new WorkerPool(runtime, "t", InboundOptions.defaults(2));
    private final Logger log = (Logger) LoggerFactory.getLogger(HandlerWatch.class);
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

    @BeforeEach
    void start() {
        appender.start();
        log.addAppender(appender);
        log.setLevel(Level.DEBUG);
        log.setAdditive(false);
        pool.start();
        pool.watch().expect(Work.DEADLINE.toNanos());
        runtime.advance(Duration.ofSeconds(3)); // the watch has noticed the deadline
    }

    @AfterEach
    void end() {
        log.detachAppender(appender);
        log.setLevel(null);
        log.setAdditive(true);
        runtime.close();
    }

    private List<String> logged(Level level) {
        return appender.list.stream()
                .filter(event -> event.getLevel() == level)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    private void run(Execution execution, Runnable body) {
        Inbox inbox = new Inbox(pool, Work.credit(10));
        inbox.open(null);
        inbox.offer(new Work(Priority.NORMAL, execution, body), runtime.nanoTime());
    }

    @Test
    void handlerThatHangsIsReportedOnceWhileItRuns() {
        run(Execution.POOL, hang);
        runtime.runUntilIdle();
        assertThat(pool.watch().running()).isEqualTo(1);
        String worker = runtime.hung().get(0);
        runtime.advance(Work.DEADLINE);
        assertThat(pool.watch().overdue()).isZero();
        runtime.advance(Work.DEADLINE.dividedBy(4));
        assertThat(pool.watch().overdue()).isEqualTo(1);
        assertThat(logged(Level.WARN)).hasSize(1);
        assertThat(logged(Level.WARN).get(0))
                .startsWith("hub t: work has run for 2")
                .endsWith(" ms on " + worker + " (deadline 2000 ms)");
        runtime.advance(Duration.ofMinutes(1));
        runtime.releaseAll();
        runtime.advance(Duration.ofMinutes(1));
        assertThat(logged(Level.WARN)).hasSize(1);
        assertThat(pool.watch().overdue()).isEqualTo(1);
        assertThat(pool.watch().running()).isZero();
    }

    @Test
    void watchSeesWhatHangsEvenIfEveryWorkerDoes() {
        for (int i = 0; i < 3; i++) {
            run(Execution.POOL, hang);
        }
        run(Execution.VIRTUAL, hang);
        runtime.runUntilIdle();
        assertThat(runtime.hung()).hasSize(3).contains("hub-t-virtual-0");
        runtime.advance(Work.DEADLINE.multipliedBy(2));
        assertThat(pool.watch().overdue()).isEqualTo(3);
        assertThat(pool.watch().running()).isEqualTo(3);
        assertThat(logged(Level.WARN)).as("rate-limited").hasSize(1);
        assertThat(logged(Level.DEBUG)).hasSize(2);
    }

    @Test
    void handlerThatEndsTooLateIsCountedThoughNobodySawItRun() {
        run(Execution.INLINE, () -> {
            assertThat(pool.watch().running()).isEqualTo(1);
            runtime.skip(Work.DEADLINE.plusNanos(1));
        });
        assertThat(pool.watch().overdue()).isEqualTo(1);
        run(Execution.POOL, () -> runtime.skip(Work.DEADLINE));
        runtime.runUntilIdle();
        assertThat(pool.watch().overdue()).as("just in time").isEqualTo(1);
    }

    @Test
    void taskBeginsWhenTheOneBeforeItEndsAndNotWhenItsWorkerWentToRest() {
        Duration most = Work.DEADLINE.multipliedBy(3).dividedBy(4);
        run(Execution.POOL, () -> runtime.skip(most));
        run(Execution.POOL, () -> runtime.skip(most));
        runtime.runUntilIdle();
        assertThat(pool.watch().overdue()).as("one after the other").isZero();
        runtime.skip(most);
        run(Execution.POOL, () -> runtime.skip(most));
        runtime.runUntilIdle();
        assertThat(pool.watch().overdue()).as("after a rest").isZero();
    }

    @Test
    void shorterDeadlinesAreLookedAfterSooner() {
        Duration shorter = Duration.ofMillis(40);
        pool.watch().expect(shorter.toNanos());
        runtime.advance(Duration.ofSeconds(1));
        Inbox inbox = new Inbox(pool, Work.credit(10));
        inbox.open(null);
        inbox.offer(Work.lasting(shorter, hang), runtime.nanoTime());
        runtime.advance(shorter.plusMillis(10));
        assertThat(pool.watch().overdue()).isEqualTo(1);
    }
}
