package io.shardhub.examples.monitor;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Something that is done over and over by a thread of its own, until it is closed. */
@SuppressWarnings("try") // it waits, and a test that is interrupted shall end
final class Repeating implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 30;

    /** What is done. */
    @FunctionalInterface
    interface Deed {
        void perform(int round) throws Exception;
    }

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final ScheduledFuture<?> deeds;
    private int round; // of the thread

    Repeating(Duration pause, Deed deed) {
        deeds = thread.scheduleWithFixedDelay(() -> perform(deed), 0, pause.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void perform(Deed deed) {
        try {
            deed.perform(round++);
        } catch (Exception e) {
            throw new IllegalStateException("round " + round, e);
        }
    }

    /** Waits for the last round; throws what one of them threw. */
    @Override
    public void close() throws InterruptedException, ExecutionException {
        thread.shutdown();
        if (!thread.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the last round does not end");
        }
        if (!deeds.isCancelled()) {
            deeds.get();
        }
    }
}
