package io.shardhub.core.internal.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What one thread at a time sees of a cut; jcstress has the races. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class CutTest {

    /** Threads enough to come across every counter. */
    private static final int THREADS = 1_000;

    private final Cut cut = new Cut();

    private static <T> T inThread(Callable<T> work) throws Exception {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task);
        thread.start();
        return task.get();
    }

    @Test
    void nobodyClosesItWhileSomebodyIsInside() throws Exception {
        for (int i = 0; i < THREADS; i++) {
            int mark = inThread(cut::enter);
            assertThat(cut.tryClose()).as("closed with somebody inside").isFalse();
            cut.leave(mark);
            assertThat(cut.tryClose()).isTrue();
            cut.open();
        }
    }

    @Test
    void closeThatFailedLeavesItOpen() throws Exception {
        int mark = cut.enter();
        assertThat(cut.tryClose()).isFalse();
        cut.leave(inThread(cut::enter));
        cut.leave(mark);
    }

    @Test
    void itIsClosedOnce() {
        assertThat(cut.tryClose()).isTrue();
        assertThat(cut.tryClose()).isFalse();
        cut.open();
        assertThat(cut.tryClose()).isTrue();
    }

    @Test
    void whoEntersWaitsUntilItIsOpen() throws Exception {
        assertThat(cut.tryClose()).isTrue();
        FutureTask<Integer> entering = new FutureTask<>(cut::enter);
        Thread thread = new Thread(entering);
        thread.start();
        while (thread.getState() != Thread.State.TIMED_WAITING) { // it has given its processor away
            assertThat(entering.isDone()).isFalse();
        }
        cut.open();
        cut.leave(entering.get());
        assertThat(cut.tryClose()).as("it has left no trace of its waiting").isTrue();
    }

    @Test
    void lookIsGoodUntilSomebodyCloses() {
        long before = cut.look();
        assertThat(cut.isSame(before)).isTrue();
        cut.leave(cut.enter());
        assertThat(cut.isSame(before)).as("who enters changes nothing").isTrue();
        cut.tryClose();
        assertThat(cut.isSame(before)).isFalse();
        long during = cut.look();
        assertThat(cut.isSame(during)).as("while it is closed").isFalse();
        cut.open();
        assertThat(cut.isSame(before)).isFalse();
        assertThat(cut.isSame(during)).isFalse();
        assertThat(cut.isSame(cut.look())).isTrue();
    }
}
