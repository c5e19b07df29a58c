package io.shardhub.core;

import io.shardhub.core.runtime.DutyCycle;
import io.shardhub.core.runtime.HubRuntime;
import io.shardhub.core.runtime.Loop;
import java.util.ArrayList;
import java.util.List;

/** Starts no threads: the benchmark turns the cycles itself, so that a figure is the work and nothing else. */
final class HandCrankedRuntime implements HubRuntime {

    private final List<DutyCycle> cycles = new ArrayList<>();

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Loop start(String role, DutyCycle cycle) {
        cycles.add(cycle);
        return new Loop() {
            @Override
            public boolean isAlive() {
                return true;
            }

            @Override
            public boolean wakeUp() {
                return false;
            }

            @Override
            public void stop() {}

            @Override
            public boolean awaitEnd(long nanos) {
                return true;
            }
        };
    }

    /** Runs every cycle until none finds work. */
    void run() {
        for (DutyCycle cycle : cycles) {
            while (cycle.doWork() > 0) {
                Thread.onSpinWait();
            }
        }
    }
}
