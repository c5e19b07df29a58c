package io.shardhub.core.cluster;

import io.shardhub.SendResult;
import io.shardhub.cluster.ClusterBus;
import io.shardhub.cluster.ClusterListener;
import io.shardhub.cluster.ClusterMessage;
import io.shardhub.cluster.Target;
import io.shardhub.core.runtime.DutyCycle;
import io.shardhub.core.runtime.HubRuntime;
import io.shardhub.core.runtime.Loop;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jctools.queues.atomic.MpscAtomicArrayQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One node of a {@link LoopbackCluster}; its own loop tells its listener what the others published. */
final class LoopbackClusterBus implements ClusterBus, DutyCycle {

    private static final Logger LOG = LoggerFactory.getLogger(LoopbackClusterBus.class);
    private static final int CAPACITY = 1 << 16;
    private static final int SLICE = 256;
    private static final long STOP_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LoopbackCluster cluster;
    private final HubRuntime runtime;
    private final MpscAtomicArrayQueue<ClusterMessage> arrivals = new MpscAtomicArrayQueue<>(CAPACITY); // many, one
    private final Set<Target> wanted = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Node node;
    private volatile boolean closed;

    private record Node(String id, ClusterListener listener, Loop loop) {}

    LoopbackClusterBus(LoopbackCluster cluster, HubRuntime runtime) {
        this.cluster = cluster;
        this.runtime = runtime;
    }

    @Override
    public void start(String nodeId, ClusterListener listener) {
        if (node != null || closed) {
            throw new IllegalStateException("node " + nodeId + ": a bus is started once");
        }
        wanted.add(new Target.All());
        wanted.add(new Target.Node(nodeId));
        cluster.join(nodeId, this); // refuses before anything runs
        Loop loop = runtime.start("bus-" + nodeId, this);
        node = new Node(nodeId, listener, loop);
        loop.wakeUp(); // what arrived before the loop was known here
    }

    /**
     * {@inheritDoc}
     *
     * <p>Here: when one node cannot take more, the others still get the message and the result is a refusal.
     */
    @Override
    public SendResult publish(ClusterMessage message) {
        if (node == null || closed) {
            return SendResult.CLOSED;
        }
        boolean complete = true;
        for (LoopbackClusterBus other : cluster.nodes()) {
            if (other != this && other.wanted.contains(message.target())) {
                complete &= other.deliver(message);
            }
        }
        return complete ? SendResult.ACCEPTED : SendResult.REFUSED;
    }

    private boolean deliver(ClusterMessage message) {
        Node here = node;
        boolean taken = arrivals.offer(message);
        if (taken && here != null) {
            here.loop.wakeUp();
        }
        return taken;
    }

    @Override
    public void subscribe(Target target) {
        wanted.add(target);
    }

    @Override
    public void unsubscribe(Target target) {
        wanted.remove(target);
    }

    @Override
    public void close() {
        closed = true;
        Node here = node;
        if (here != null) {
            cluster.leave(here.id);
            here.loop.stop();
            here.loop.awaitEnd(STOP_NANOS);
        }
    }

    @Override
    public int doWork() {
        Node here = node;
        if (here == null) {
            return 0;
        }
        for (int done = 0; done < SLICE; done++) {
            ClusterMessage message = arrivals.poll();
            if (message == null) {
                return done;
            }
            try {
                here.listener.received(message);
            } catch (RuntimeException e) {
                LOG.warn("node {}: the listener failed on {}", here.id, message, e);
            }
        }
        return SLICE;
    }

    @Override
    public boolean hasWork() {
        return node != null && !arrivals.isEmpty();
    }

    @Override
    public long nanosUntilDue() {
        return NEVER;
    }
}
