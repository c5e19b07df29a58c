package io.shardhub.core.runtime;

import io.shardhub.log.Complaints;
import io.shardhub.log.Keys;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that runs one cycle and parks while it is idle. A {@link StandIn} may run a turn of the cycle meanwhile. */
final class ThreadLoop implements Loop, Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(ThreadLoop.class);
    private static final VarHandle TURN;

    static {
        try {
            TURN = MethodHandles.lookup().findVarHandle(ThreadLoop.class, "turn", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /**
     * How often a loop that has just worked looks for more before it parks, for about as long as it takes to be woken. Else
     * whoever posts a little more slowly than it works wakes it up for every message.
     */
    private static final int SPINS = 100;

    /** How many portions a stand-in does before it leaves the rest to the loop's thread: it has work of its own. */
    private static final int STAND_IN_PORTIONS = 2;

    /** How much later than asked for a timer may come, as after any rest: it is measured at different moments. */
    private static final long TIMER_SLACK_NANOS = 50_000;

    private final DutyCycle cycle;
    private final Thread thread;
    private final Complaints complaints = new Complaints(System.nanoTime());
    private volatile boolean stopped;

    /* Whose turn it is: one of Turn, or the thread that has reserved the next one. A producer makes its work visible and then
     * reads this; whoever has the turn looks for work after it has changed this, or before a change of this that fails if a
     * producer was here. All of that is sequentially consistent, so at least one of the two notices the other. */
    private volatile Object turn = Turn.LOOP;

    private long parkedUntil = DutyCycle.NEVER; // when the loop's thread goes on by itself; of whose turn it is

    /** Who may touch the cycle. */
    private enum Turn {
        /** The loop's thread. */
        LOOP,
        /** The loop's thread, which rests if nobody wakes it up before. */
        LOOP_SETTLING,
        /** Nobody: the loop's thread rests. */
        NOBODY,
        /** A stand-in, while the loop's thread rests. */
        STAND_IN,
        /** A stand-in, which leaves the loop's thread at rest if nobody wakes it up before. */
        STAND_IN_SETTLING,
        /** A stand-in, and then the loop's thread, which waits for it. */
        STAND_IN_THEN_LOOP
    }

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
        turn = Turn.LOOP_SETTLING;
        if (!stopped && !cycle.hasWork()) {
            long now = System.nanoTime();
            long nanos = cycle.nanosUntilDue();
            parkedUntil = nanos == DutyCycle.NEVER ? DutyCycle.NEVER : now + nanos;
            if (nanos > 0 && TURN.compareAndSet(this, Turn.LOOP_SETTLING, Turn.NOBODY)) {
                Thread.interrupted(); // a flag that foreign code left behind would turn every rest into a spin
                if (nanos == DutyCycle.NEVER) {
                    LockSupport.park(this);
                } else {
                    LockSupport.parkNanos(this, nanos);
                }
            }
        }
        takeTurn();
    }

    private void takeTurn() {
        for (Object current = turn; current != Turn.LOOP; current = turn) {
            if (current == Turn.STAND_IN_THEN_LOOP) {
                Thread.interrupted();
                LockSupport.park(this);
            } else {
                boolean taken = current == Turn.STAND_IN || current == Turn.STAND_IN_SETTLING;
                TURN.compareAndSet(this, current, taken ? Turn.STAND_IN_THEN_LOOP : Turn.LOOP);
            }
        }
    }

    @Override
    public boolean wakeUp() {
        Object current = turn;
        while (current != Turn.LOOP && current != Turn.STAND_IN && current != Turn.STAND_IN_THEN_LOOP) {
            if (current == Turn.STAND_IN_SETTLING) {
                TURN.compareAndSet(this, current, Turn.STAND_IN);
            } else if (TURN.compareAndSet(this, current, Turn.LOOP)) {
                LockSupport.unpark(thread);
                return true;
            }
            current = turn;
        }
        return false;
    }

    @Override
    public boolean reserve() {
        Thread caller = Thread.currentThread();
        return turn == caller || (turn == Turn.NOBODY && TURN.compareAndSet(this, Turn.NOBODY, caller));
    }

    @Override
    public void runReserved() {
        Thread caller = Thread.currentThread();
        if (turn != caller) {
            return; // woken up meanwhile
        }
        if (caller.isInterrupted()) { // channels that are written with that flag set close themselves
            wakeUp();
        } else if (TURN.compareAndSet(this, caller, Turn.STAND_IN)) {
            boolean rests = false;
            try {
                rests = workToRest();
            } finally {
                if (!rests) {
                    turn = Turn.LOOP;
                    LockSupport.unpark(thread);
                }
            }
        }
    }

    /* The stand-in: whether the loop's thread can go on resting, and has the turn no more. */
    private boolean workToRest() {
        for (int i = 0; i < STAND_IN_PORTIONS && !stopped; i++) {
            work();
            if (!TURN.compareAndSet(this, Turn.STAND_IN, Turn.STAND_IN_SETTLING)) {
                return false;
            }
            if (!cycle.hasWork()) {
                if (isDueEarlier()) {
                    return false;
                }
                if (TURN.compareAndSet(this, Turn.STAND_IN_SETTLING, Turn.NOBODY)) {
                    return true;
                }
            }
            TURN.compareAndSet(this, Turn.STAND_IN_SETTLING, Turn.STAND_IN);
        }
        return false;
    }

    /* Than the loop's thread goes on. */
    private boolean isDueEarlier() {
        long now = System.nanoTime();
        long nanos = cycle.nanosUntilDue();
        return nanos != DutyCycle.NEVER
                && (parkedUntil == DutyCycle.NEVER || now + nanos - parkedUntil < -TIMER_SLACK_NANOS);
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
