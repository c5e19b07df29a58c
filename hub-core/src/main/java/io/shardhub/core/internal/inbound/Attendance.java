package io.shardhub.core.internal.inbound;

import io.shardhub.Client;
import io.shardhub.CloseCode;
import io.shardhub.annotation.AnyThread;
import io.shardhub.core.internal.care.Deadlines;
import io.shardhub.core.runtime.HubRuntime;
import io.shardhub.options.LimitOptions;
import org.jspecify.annotations.Nullable;

/** Sees to it that a client says something: soon after it came, and from time to time. */
@AnyThread
final class Attendance {

    private final Client client;
    private final Rules rules;
    private final long beganAt;
    private volatile long spokeAt;
    private volatile boolean spoke;

    private Deadlines.@Nullable Deadline deadline; // under this
    private boolean ended; // under this

    /** What is the same for all clients; zero for no limit. */
    record Rules(long firstNanos, long idleNanos, HubRuntime runtime, Deadlines deadlines) {

        static Rules of(LimitOptions limits, HubRuntime runtime, Deadlines deadlines) {
            return new Rules(limits.firstMessage().toNanos(), limits.idle().toNanos(), runtime, deadlines);
        }

        boolean areEmpty() {
            return firstNanos == 0 && idleNanos == 0;
        }
    }

    private Attendance(Client client, Rules rules, long now) {
        this.client = client;
        this.rules = rules;
        this.beganAt = now;
        this.spokeAt = now;
    }

    /** Begins to look after a client that has come; null if it may be silent. */
    static @Nullable Attendance begin(Client client, Rules rules) {
        if (rules.areEmpty()) {
            return null;
        }
        Attendance attendance = new Attendance(client, rules, rules.runtime.nanoTime());
        attendance.check();
        return attendance;
    }

    /** The client said something; one thread at a time. */
    void spoke(long now) {
        spokeAt = now;
        spoke = true;
    }

    private boolean mayBeSilent() {
        return spoke ? rules.idleNanos == 0 : rules.firstNanos == 0 && rules.idleNanos == 0;
    }

    private long dueAt() {
        return spoke || rules.firstNanos == 0 ? spokeAt + rules.idleNanos : beganAt + rules.firstNanos;
    }

    private synchronized void check() {
        if (ended || mayBeSilent()) {
            return;
        }
        long due = dueAt();
        if (due - rules.runtime.nanoTime() > 0) {
            deadline = rules.deadlines.at(due, this::check);
        } else if (spoke || rules.firstNanos == 0) {
            client.close(CloseCode.NORMAL, "idle");
        } else {
            client.close(CloseCode.POLICY, "no first message in time");
        }
    }

    /** The client is gone. */
    synchronized void end() {
        ended = true;
        Deadlines.Deadline last = deadline;
        if (last != null) {
            rules.deadlines.cancel(last);
        }
    }
}
