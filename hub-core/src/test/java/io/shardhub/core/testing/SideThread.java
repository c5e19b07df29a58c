package io.shardhub.core.testing;

import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * A thread that works while its caller waits, and that can get stuck without its caller. Only one of the two ever runs, so all
 * that they do is one sequence, the same in every run.
 */
final class SideThread {

    private final Thread thread;
    private final Semaphore turn = new Semaphore(0);
    private final Semaphore callersTurn = new Semaphore(0);

    /* Written by whoever has its turn, before it passes the turn on. */
    private @Nullable Runnable work;
    private @Nullable Throwable failure;
    private boolean stuck;

    SideThread(String name) {
        thread = new Thread(this::serve, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void serve() {
        while (true) {
            turn.acquireUninterruptibly();
            Runnable next = work;
            if (next == null) {
                return;
            }
            try {
                next.run();
            } catch (Throwable e) { // it is the caller's
                failure = e;
            }
            callersTurn.release();
        }
    }

    boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    /** Caller: does work there; returns, or throws what it throws, when it ends or gets stuck. */
    void run(Runnable newWork) {
        work = newWork;
        pass();
    }

    /** Caller: lets work that is stuck go on; returns as {@link #run}. */
    void release() {
        if (!stuck) {
            throw new IllegalStateException(thread.getName() + " is not stuck");
        }
        stuck = false;
        pass();
    }

    private void pass() {
        turn.release();
        callersTurn.acquireUninterruptibly();
        Throwable thrown = failure;
        failure = null;
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown instanceof RuntimeException exception) {
            throw exception;
        }
    }

    /** This thread: stays here until it is released, and lets the caller go on meanwhile. */
    void hang() {
        stuck = true;
        callersTurn.release();
        turn.acquireUninterruptibly();
    }

    /** Caller: whether the work is stuck. */
    boolean isStuck() {
        return stuck;
    }

    /** Caller: ends the thread, which has nothing to do. */
    void end() {
        work = null;
        turn.release();
    }

    /** Caller: waits until the thread has ended. */
    void join() {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
