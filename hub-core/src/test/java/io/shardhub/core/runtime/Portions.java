package io.shardhub.core.runtime;

import java.util.concurrent.atomic.AtomicInteger;

/** A cycle whose work is a number. */
class Portions implements DutyCycle {

    final AtomicInteger work = new AtomicInteger();
    final AtomicInteger done = new AtomicInteger();
    final AtomicInteger runs = new AtomicInteger();
    volatile Runnable extra = () -> {}; // in each portion
    volatile Runnable settling = () -> {}; // whenever it is asked when it is due
    volatile long due = NEVER;

    @Override
    public int doWork() {
        runs.incrementAndGet();
        int portion = work.getAndSet(0);
        if (portion > 0) {
            extra.run();
        }
        done.addAndGet(portion);
        return portion;
    }

    @Override
    public boolean hasWork() {
        return work.get() > 0;
    }

    @Override
    public long nanosUntilDue() {
        settling.run();
        return due;
    }
}
