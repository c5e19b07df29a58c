package io.shardhub.examples.quiz.game;

import java.time.Duration;

/** Runs things later; the only thing that starts by itself in a quiz server. */
@FunctionalInterface
public interface Scheduler {

    /** Runs {@code task} once, after {@code delay}; never before this method has returned. */
    void after(Duration delay, Runnable task);
}
