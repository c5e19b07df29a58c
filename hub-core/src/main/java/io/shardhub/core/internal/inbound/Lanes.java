package io.shardhub.core.internal.inbound;

import io.shardhub.Priority;
import io.shardhub.annotation.AnyThread;
import io.shardhub.core.runtime.HubRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Inboxes that wait for a thread to run them: the most urgent goes first, and what has grown old before that.
 *
 * <p><b>Ageing.</b> An inbox that has waited for longer than a set time goes before more urgent ones, the oldest first; but of
 * two turns that one thread takes, one at least is for the most urgent, so that an overload does not make all equal. So
 * nothing starves: once old, an inbox waits for twice as many turns as inboxes came before it, and none of those that came
 * after it counts. With {@code n} inboxes before it, {@code t} threads and turns of {@code h} at most, its wait is at most
 * {@code age + 2h(n/t + 1)}.
 *
 * <p>Two threads that see the same old inbox at once take it and the one behind it in its lane, which is perhaps not old yet.
 * That costs more urgent ones one turn now and then, and saves a lock in every take.
 */
@AnyThread
final class Lanes {

    private record Turn(Inbox inbox, long since) {}

    private final HubRuntime runtime;
    private final long agedNanos;
    private final List<Queue<Turn>> lanes = new ArrayList<>(); // by priority; many posters, many takers

    Lanes(HubRuntime runtime, long agedNanos) {
        this.runtime = runtime;
        this.agedNanos = agedNanos;
        for (int i = 0; i < Priority.COUNT; i++) {
            lanes.add(new ConcurrentLinkedQueue<>());
        }
    }

    /** An inbox waits from now on, or has since it came. It waits in one place at a time, so the clients are the bound. */
    void add(Inbox inbox, Priority priority, long since) {
        lanes.get(priority.ordinal()).add(new Turn(inbox, since));
    }

    boolean isEmpty() {
        for (int i = 0; i < Priority.COUNT; i++) {
            if (!lanes.get(i).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /** How long the oldest has waited; 0 if none waits. */
    long oldestNanos(long now) {
        long oldest = 0;
        for (Queue<Turn> lane : lanes) {
            Turn head = lane.peek();
            if (head != null) {
                oldest = Math.max(oldest, now - head.since);
            }
        }
        return oldest;
    }

    /** Takes the turns of one thread, which owns it. */
    final class Taker {

        private boolean tookOld;

        /** The inbox to run next; null if none waits. */
        @Nullable
        Inbox take() {
            while (true) {
                Queue<Turn> lane = nextLane();
                if (lane == null) {
                    return null;
                }
                Turn turn = lane.poll();
                if (turn != null) { // else somebody was quicker
                    return turn.inbox;
                }
            }
        }

        private @Nullable Queue<Turn> nextLane() {
            Queue<Turn> urgent = null;
            Queue<Turn> oldest = null;
            long since = 0;
            for (int i = 0; i < Priority.COUNT; i++) {
                Queue<Turn> lane = lanes.get(i);
                Turn head = lane.peek();
                if (head != null) {
                    if (oldest == null || head.since - since < 0) {
                        oldest = lane;
                        since = head.since;
                    }
                    urgent = lane;
                }
            }
            tookOld = oldest != urgent && !tookOld && runtime.nanoTime() - since > agedNanos;
            return tookOld ? oldest : urgent;
        }
    }
}
