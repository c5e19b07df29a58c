package io.shardhub.core.cluster;

import io.shardhub.annotation.AnyThread;
import io.shardhub.cluster.ClusterBus;
import io.shardhub.core.runtime.HubRuntime;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;

/** A cluster inside one process: every {@link #newBus} is a node of it. For tests and for trying things out. */
@AnyThread
public final class LoopbackCluster {

    private final HubRuntime runtime;
    private final ConcurrentHashMap<String, LoopbackClusterBus> nodes = new ConcurrentHashMap<>();

    /** A cluster without nodes. */
    public LoopbackCluster(HubRuntime runtime) {
        this.runtime = runtime;
    }

    /** The bus of one more node; it joins when it is started. */
    public ClusterBus newBus() {
        return new LoopbackClusterBus(this, runtime);
    }

    void join(String nodeId, LoopbackClusterBus node) {
        if (nodes.putIfAbsent(nodeId, node) != null) {
            throw new IllegalStateException("nodeId: " + nodeId + " is taken (expected: a different id on every node)");
        }
    }

    void leave(String nodeId) {
        nodes.remove(nodeId);
    }

    Collection<LoopbackClusterBus> nodes() {
        return nodes.values();
    }
}
