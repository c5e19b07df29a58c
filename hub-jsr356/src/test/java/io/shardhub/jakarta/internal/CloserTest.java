package io.shardhub.jakarta.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

@Timeout(30)
class CloserTest {

    private static final Duration LINGER = Duration.ofMinutes(1);

    private static List<Thread> closerThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("shardhub-closer-"))
                .toList();
    }

    @Test
    void noThreadExistsBeforeThereIsWorkOrAfterTheEnd() throws Exception {
        Closer closer = new Closer("test", 3, LINGER, null);
        await().until(() -> closerThreads().isEmpty());
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch running = new CountDownLatch(3);
        for (int i = 0; i < 5; i++) {
            closer.run(() -> {
                running.countDown();
                awaitQuietly(gate);
            });
        }
        assertThat(running.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(closerThreads()).hasSize(3).allMatch(Thread::isDaemon);
        closer.close();
        gate.countDown();
        await().until(() -> closerThreads().isEmpty());
    }

    @Test
    void workThatComesAfterTheEndIsStillDone() {
        Closer closer = new Closer("test", 1, LINGER, null);
        closer.close();
        Set<String> ran = ConcurrentHashMap.newKeySet();
        closer.run(() -> ran.add(Thread.currentThread().getName()));
        await().until(() -> ran.contains("shardhub-closer-1"));
        await().until(() -> closerThreads().isEmpty());
    }

    @Test
    void whatLingersRunsAfterItsTime() {
        Closer closer = new Closer("test", 1, Duration.ofMillis(20), null);
        Set<String> ran = ConcurrentHashMap.newKeySet();
        closer.runAfterLinger(() -> ran.add("in time"));
        await().until(() -> ran.contains("in time"));
        closer.close();
    }

    @Test
    void whatLingersRunsAtTheEndAndWhatComesLaterAtOnce() {
        Closer closer = new Closer("test", 1, LINGER, null);
        List<String> ran = new CopyOnWriteArrayList<>();
        closer.runAfterLinger(() -> ran.add("waits"));
        assertThat(ran).isEmpty();
        closer.close();
        await().until(() -> ran.contains("waits"));
        closer.runAfterLinger(() -> ran.add("late"));
        await().until(() -> ran.contains("late"));
        await().until(() -> closerThreads().isEmpty());
        assertThat(ran).containsExactly("waits", "late");
    }

    @Test
    void cancellingReachesWorkThatBlocks() {
        Closer closer = new Closer("test", 1, LINGER, null);
        List<String> seen = new CopyOnWriteArrayList<>();
        Future<?> stuck = closer.runInterruptibly(() -> {
            seen.add("started");
            awaitQuietly(new CountDownLatch(1));
            seen.add("interrupted");
        });
        await().until(() -> seen.contains("started"));
        stuck.cancel(true);
        await().until(() -> seen.contains("interrupted"));
        closer.run(
                () -> seen.add("interrupted before: " + Thread.currentThread().isInterrupted()));
        await().until(() -> seen.contains("interrupted before: false"));
        closer.close();
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void threadsAreVirtualWhereTheJdkHasThem() {
        List<String> seen = new CopyOnWriteArrayList<>();
        new Closer("test", 1, LINGER).run(() -> seen.add(Thread.currentThread().toString()));
        await().until(() -> !seen.isEmpty());
        assertThat(seen.get(0)).startsWith("VirtualThread").contains("shardhub-closer-");
    }

    @Test
    void workThatThrowsCostsNoThread() {
        Closer closer = new Closer("test", 1, LINGER, null);
        List<String> seen = new CopyOnWriteArrayList<>();
        closer.run(() -> {
            seen.add(Thread.currentThread().getName());
            throw new IllegalStateException("thrown by the test");
        });
        closer.run(() -> seen.add(Thread.currentThread().getName()));
        await().until(() -> seen.size() == 2);
        assertThat(seen).containsExactly("shardhub-closer-1", "shardhub-closer-1");
        closer.close();
    }

    private static void awaitQuietly(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
