package io.shardhub.examples.quiz.game;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Time that passes only when a test says so, and runs what becomes due on the way. */
final class ManualTime implements InstantSource, Scheduler {

    private record Timer(long at, long order, Runnable task) {}

    private final PriorityQueue<Timer> timers =
            new PriorityQueue<>(Comparator.comparingLong(Timer::at).thenComparingLong(Timer::order));
    private long now = Instant.parse("2026-01-01T12:00:00Z").toEpochMilli();
    private long scheduled;

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(now);
    }

    @Override
    public void after(Duration delay, Runnable task) {
        timers.add(new Timer(now + delay.toMillis(), scheduled++, task));
    }

    void pass(Duration duration) {
        long end = now + duration.toMillis();
        for (Timer next = timers.peek(); next != null && next.at() <= end; next = timers.peek()) {
            timers.remove();
            now = next.at();
            next.task().run();
        }
        now = end;
    }

    void passSeconds(long seconds) {
        pass(Duration.ofSeconds(seconds));
    }

    /** As when a server is killed: what was due later never runs. */
    void forgetTimers() {
        timers.clear();
    }

    int timers() {
        return timers.size();
    }
}
