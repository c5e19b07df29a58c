package io.shardhub.core.runtime;

/** Gives every cycle a thread of its own. */
final class ThreadRuntime implements HubRuntime {

    static final ThreadRuntime INSTANCE = new ThreadRuntime();

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Loop start(String role, DutyCycle cycle) {
        ThreadLoop loop = new ThreadLoop(role, cycle);
        loop.start();
        return loop;
    }
}
