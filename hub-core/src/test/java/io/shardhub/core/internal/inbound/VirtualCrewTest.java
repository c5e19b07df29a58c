package io.shardhub.core.internal.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.Priority;
import io.shardhub.core.runtime.HubRuntime;
import io.shardhub.core.testing.ManualRuntime;
import io.shardhub.core.testing.QuietLog;
import io.shardhub.log.NodeLog;
import io.shardhub.options.InboundOptions;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;

/** Threads that come and go with the work. */
@ExtendWith(QuietLog.class)
@Timeout(60)
final class VirtualCrewTest {

    private static final NodeLog FAILURES =
            new NodeLog(LoggerFactory.getLogger(VirtualCrewTest.class), "t", System::nanoTime);

    private final WorkerPool pool = new WorkerPool(new ManualRuntime(), "t", InboundOptions.defaults(1));
    private final Inbox inbox = new Inbox(pool, Work.credit(1));

    /** Each time the work comes just when the only thread has found none and is about to end. */
    @Test
    void workThatComesWhileTheLastThreadEndsIsDone() {
        Lanes lanes = new Lanes(HubRuntime.threads(), 1);
        AtomicInteger turns = new AtomicInteger();
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            VirtualCrew crew = new VirtualCrew(threads, 1, lanes, taken -> turns.incrementAndGet(), FAILURES);
            for (int round = 1; round <= 20_000; round++) {
                lanes.add(inbox, Priority.NORMAL, 0);
                crew.wakeUp();
                while (turns.get() < round) {
                    assertThat(Thread.currentThread().isInterrupted())
                            .as("out of time")
                            .isFalse();
                    Thread.onSpinWait();
                }
            }
        } finally {
            threads.shutdown();
        }
        assertThat(lanes.isEmpty()).isTrue();
    }

    @Test
    void threadThatCannotBeHadIsTriedForAgain() {
        Lanes lanes = new Lanes(HubRuntime.threads(), 1);
        AtomicInteger turns = new AtomicInteger();
        AtomicInteger tries = new AtomicInteger();
        VirtualCrew crew = new VirtualCrew(
                task -> {
                    if (tries.incrementAndGet() == 1) {
                        throw new OutOfMemoryError("no thread, on purpose");
                    }
                    task.run();
                },
                1,
                lanes,
                taken -> turns.incrementAndGet(),
                FAILURES);
        lanes.add(inbox, Priority.LOW, 0);
        crew.wakeUp();
        assertThat(turns).hasValue(0);
        lanes.add(inbox, Priority.LOW, 0);
        crew.wakeUp();
        assertThat(turns).hasValue(2);
    }
}
