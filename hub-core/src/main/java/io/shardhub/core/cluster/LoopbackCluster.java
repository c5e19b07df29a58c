package io.shardhub.core.cluster;

import io.shardhub.annotation.AnyThread;
import io.shardhub.cluster.ClusterBus;
import io.shardhub.core.runtime.HubRuntime;
import io.shardhub.options.ClusterOptions;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A cluster inside one process: every {@link #newBus} is a node of it. For tests and for trying things out; what goes wrong
 * with real clusters can be brought about.
 */
@AnyThread
public final class LoopbackCluster {

    private final HubRuntime runtime;
    private final ClusterOptions options;
    private final ConcurrentSkipListMap<String, LoopbackClusterBus> members = new ConcurrentSkipListMap<>();
    private final Set<String> cutOff = ConcurrentHashMap.newKeySet();
    private final AtomicLong incarnations = new AtomicLong();
    private volatile boolean reachable = true;

    /** A cluster without nodes, with the options of a small hub. */
    public LoopbackCluster(HubRuntime runtime) {
        this(runtime, ClusterOptions.defaults(1));
    }

    /** A cluster without nodes, whose buses take their heartbeat and their buffer from these options. */
    public LoopbackCluster(HubRuntime runtime, ClusterOptions options) {
        this.runtime = runtime;
        this.options = options;
    }

    /** The bus of one more node; it joins when it is started. */
    public ClusterBus newBus() {
        return new LoopbackClusterBus(this, runtime, options);
    }

    /* --------------- What goes wrong --------------- */

    /** Takes the engine away from every node, or gives it back. */
    public void reachable(boolean nowReachable) {
        reachable = nowReachable;
        members.values().forEach(LoopbackClusterBus::wakeUp);
    }

    /** Cuts one node off from the others, or lets it back. */
    public void reachable(String nodeId, boolean nowReachable) {
        if (nowReachable) {
            cutOff.remove(nodeId);
        } else {
            cutOff.add(nodeId);
        }
        members.values().forEach(LoopbackClusterBus::wakeUp);
    }

    /** Ends the bus of a node as the death of its process would: it does nothing any more and says so to nobody. */
    public void kill(String nodeId) {
        LoopbackClusterBus dead = members.remove(nodeId);
        if (dead == null) {
            throw new IllegalArgumentException("node: " + nodeId + " (expected: one of " + members.keySet() + ")");
        }
        dead.die();
    }

    /* --------------- The buses --------------- */

    boolean isReachable(String nodeId) {
        return reachable && !cutOff.contains(nodeId);
    }

    long join(String nodeId, LoopbackClusterBus node) {
        if (members.putIfAbsent(nodeId, node) != null) {
            throw new IllegalStateException("nodeId: " + nodeId + " is taken (expected: a different id on every node)");
        }
        return incarnations.incrementAndGet();
    }

    void leave(String nodeId, LoopbackClusterBus node) {
        members.remove(nodeId, node);
    }

    Collection<LoopbackClusterBus> members() {
        return members.values();
    }
}
