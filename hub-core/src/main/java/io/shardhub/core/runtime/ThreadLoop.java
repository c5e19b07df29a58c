package io.shardhub.core.runtime;

import io.shardhub.log.Complaints;
import io.shardhub.log.Keys;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that runs one cycle and parks while it is idle. */
final class ThreadLoop implements Loop, Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(ThreadLoop.class);
    private static final VarHandle RESTING;

    static {
        try {
            RESTING = MethodHandles.lookup().findVarHandle(ThreadLoop.class, "resting", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /**
     * How often a loop that has just worked looks for more before it parks, for about as long as it takes to be woken. Else
     * whoever posts a little more slowly than it works wakes it up for every message.
     */
    private static final int SPINS = 100;

    private final DutyCycle cycle;
    private final Thread thread;
    private final Complaints complaints = new Complaints(System.nanoTime());
    private volatile boolean stopped;

    /* Set by the loop before it looks for work a last time and parks, cleared by whoever wakes it up. A producer makes its
     * work visible and then reads this flag; the loop sets the flag and then looks for work. Both orders are sequentially
     * consistent, so at least one of the two notices the other. */
    private volatile boolean resting;

    ThreadLoop(String role, DutyCycle cycle) {
        this.cycle = cycle;
        this.thread = new Thread(this, role);
    }

    void start() {
        thread.start();
    }

    @Override
    public void run() {
        boolean worked = false; // since the last rest
        while (!stopped) {
            if (work() > 0) {
                worked = true;
            } else if (!worked || !cycle.expectsMore() || !awaitMore()) {
                rest();
                worked = false;
            }
        }
    }

    private boolean awaitMore() {
        for (int i = 0; i < SPINS; i++) {
            if (stopped || cycle.hasWork()) {
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }

    private int work() {
        try {
            return cycle.doWork();
        } catch (Throwable e) { // whatever it was, the loop owes its service to the others
            if (complaints.isDue(System.nanoTime())) { // what fails at once is done again at once
                LOG.atError()
                        .addKeyValue(Keys.EVENT, "thread_work_failed")
                        .addKeyValue("thread", thread.getName())
                        .addKeyValue(Keys.SUPPRESSED, complaints.takeSuppressed())
                        .setCause(e)
                        .log("{}: a portion of work failed", thread.getName());
            }
            return 1;
        }
    }

    private void rest() {
        resting = true;
        if (!stopped && !cycle.hasWork()) {
            Thread.interrupted(); // a flag that foreign code left behind would turn every rest into a spin
            long nanos = cycle.nanosUntilDue();
            if (nanos == DutyCycle.NEVER) {
                LockSupport.park(this);
            } else if (nanos > 0) {
                LockSupport.parkNanos(this, nanos);
            }
        }
        resting = false;
    }

    @Override
    public boolean wakeUp() {
        if (resting && RESTING.compareAndSet(this, true, false)) {
            LockSupport.unpark(thread);
            return true;
        }
        return false;
    }

    @Override
    public void stop() {
        stopped = true;
        LockSupport.unpark(thread);
    }

    @Override
    public boolean isAlive() {
        return thread.isAlive();
    }

    @Override
    public boolean awaitEnd(long nanos) {
        long deadline = System.nanoTime() + nanos;
        boolean interrupted = false;
        do {
            try {
                TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, deadline - System.nanoTime()));
            } catch (InterruptedException e) {
                interrupted = true; // threads that outlive their hub help nobody
            }
        } while (thread.isAlive() && deadline - System.nanoTime() > 0);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }
}
