package io.shardhub.core.internal.care;

import io.shardhub.core.internal.shard.Shard;
import io.shardhub.core.internal.shard.Tenancy;
import io.shardhub.core.runtime.HubRuntime;
import io.shardhub.event.HubEvent;
import io.shardhub.log.Keys;
import io.shardhub.log.NodeLog;
import io.shardhub.options.HubOptions;
import io.shardhub.options.SupervisionOptions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Replaces the threads of shards that died, or that hang in a call of foreign code, as often as the options allow. Then a shard
 * waits until the window has moved on, and the hub is unhealthy meanwhile. Caretaker only.
 */
final class Supervisor {

    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);

    private final SupervisionOptions options;
    private final String node;
    private final NodeLog log;
    private final EventDesk events;
    private final Map<Shard, Watch> watches = new HashMap<>();
    private final ArrayDeque<Long> replacements = new ArrayDeque<>(); // when, within the window

    /** What a shard was doing when the supervisor looked, and since when it has done just that. */
    private static final class Watch {
        private long call = -1; // none
        private long drains;
        private long since;

        /** Looks again; whether nothing has changed. */
        private boolean isSame(Shard shard, long now) {
            long newCall = shard.tenancy().call();
            long newDrains = shard.drains();
            if (newCall == call && newDrains == drains && isBusy(shard)) {
                return true;
            }
            call = newCall;
            drains = newDrains;
            since = now;
            return false;
        }

        private boolean isInCall() {
            return Tenancy.isInCall(call);
        }

        private boolean isBusy(Shard shard) {
            return isInCall() || shard.hasMail();
        }
    }

    Supervisor(HubOptions options, HubRuntime runtime, EventDesk events) {
        this.options = options.supervision();
        this.node = options.name();
        this.log = new NodeLog(LOG, node, runtime::nanoTime);
        this.events = events;
    }

    /** How often to look: a call is found to hang within a quarter more than the time that it is given. */
    long interval() {
        return options.hangAfter().toNanos() / 4;
    }

    /** Looks after these shards; returns what is wrong with them. */
    List<String> check(List<Shard> shards, long now) {
        watches.keySet().retainAll(shards);
        List<String> problems = new ArrayList<>();
        for (Shard shard : shards) {
            Watch watch = watches.computeIfAbsent(shard, key -> new Watch());
            boolean same = watch.isSame(shard, now);
            boolean stuck = same && now - watch.since >= options.hangAfter().toNanos();
            if (same && !watch.isInCall()) {
                shard.tenancy().wakeUp(); // its mail may wait for a handler that was to deliver it and does not end
            }
            if (shard.isClosed()) {
                continue;
            }
            if (shard.tenancy().isAbandoned()) {
                replace(shard, HubEvent.Loss.DIED, watch, now, problems);
            } else if (stuck && watch.isInCall()) {
                replace(shard, HubEvent.Loss.HUNG, watch, now, problems);
            } else if (stuck) { // in its own code: nobody can say what state it is in, so nobody can take over
                problems.add("shard " + shard.index() + " makes no progress");
            }
        }
        return problems;
    }

    private void replace(Shard shard, HubEvent.Loss loss, Watch watch, long now, List<String> problems) {
        if (!mayReplace(now)) {
            problems.add("shard " + shard.index() + " has no thread, and " + options.restarts()
                    + " threads were replaced within " + options.window());
            return;
        }
        try {
            if (loss == HubEvent.Loss.DIED) {
                shard.tenancy().replaceDead();
            } else if (!shard.tenancy().replaceHung(watch.call)) {
                return;
            }
        } catch (RuntimeException
                | OutOfMemoryError e) { // the latter is how the JVM says that there are no more threads
            log.line(Level.ERROR, "no_thread")
                    .addKeyValue(Keys.SHARD, shard.index())
                    .setCause(e)
                    .log("hub {}: shard {}: no thread can be had to take over", node, shard.index());
            problems.add("shard " + shard.index() + " has no thread: " + e.getMessage());
            replacements.add(now);
            return;
        }
        watches.remove(shard); // another thread's calls are others, whatever their names
        replacements.add(now);
        events.publish(new HubEvent.ShardReplaced(shard.index(), loss));
    }

    private boolean mayReplace(long now) {
        Long oldest = replacements.peek();
        while (oldest != null && now - oldest >= options.window().toNanos()) {
            replacements.remove();
            oldest = replacements.peek();
        }
        return replacements.size() < options.restarts();
    }
}
