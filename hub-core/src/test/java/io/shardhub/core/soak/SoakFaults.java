package io.shardhub.core.soak;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;

/** Threads that hang and threads that die. One thread. */
final class SoakFaults {

    /** As many calls hang until the end; the others go on after a while, to find that they have lost their shard. */
    private static final int HELD = 10;

    private final MortalRuntime runtime;
    private final SoakCrowd crowd;
    private final List<SoakPeer> hanging = new ArrayList<>();
    private int hung;
    private int killed;

    SoakFaults(MortalRuntime runtime, SoakCrowd crowd) {
        this.runtime = runtime;
        this.crowd = crowd;
    }

    /** Lets a call hang, in a write or in a close, or a thread die. */
    void strike(SplittableRandom random) {
        if (random.nextInt(3) == 0) {
            runtime.killOne();
            killed++;
        } else {
            hanging.add(crowd.hangOne(random));
            hung++;
        }
        while (hanging.size() > HELD && hanging.get(HELD).isGone()) {
            hanging.remove(HELD).release();
        }
    }

    /** Lets everything go on that hangs. */
    void release() {
        for (Iterator<SoakPeer> left = hanging.iterator(); left.hasNext(); left.remove()) {
            left.next().release();
        }
    }

    /** Calls that were made to hang. */
    int hung() {
        return hung;
    }

    /** Threads that were made to die. */
    int killed() {
        return killed;
    }
}
