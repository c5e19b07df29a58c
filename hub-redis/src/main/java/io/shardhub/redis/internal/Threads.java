package io.shardhub.redis.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The threads of one bus. */
public final class Threads {

    private final String prefix;
    private final List<Thread> threads = new ArrayList<>(); // under the monitor

    /** Threads whose names begin so. */
    public Threads(String prefix) {
        this.prefix = prefix;
    }

    /** Starts one. */
    public synchronized Thread start(String role, Runnable task) {
        Thread thread = new Thread(task, prefix + role);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
        return thread;
    }

    /** Waits until all have ended, but the one that asks. */
    public synchronized void awaitEnd(long nanos) {
        long deadline = System.nanoTime() + nanos;
        for (Thread thread : threads) {
            if (thread != Thread.currentThread()) {
                await(thread, deadline - System.nanoTime());
            }
        }
    }

    /** Waits until one has ended. */
    public static void await(Thread thread, long nanos) {
        try {
            TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, nanos));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
