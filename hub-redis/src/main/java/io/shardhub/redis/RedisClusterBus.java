package io.shardhub.redis;

import io.shardhub.Priority;
import io.shardhub.SendResult;
import io.shardhub.annotation.AnyThread;
import io.shardhub.cluster.BusSnapshot;
import io.shardhub.cluster.ClusterBus;
import io.shardhub.cluster.ClusterListener;
import io.shardhub.cluster.NodeInfo;
import io.shardhub.cluster.NodeLoad;
import io.shardhub.cluster.NodeStatus;
import io.shardhub.cluster.Target;
import io.shardhub.options.ClusterOptions;
import io.shardhub.redis.internal.RunningBus;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A cluster bus over Redis.
 *
 * <p>What the hub publishes waits in a buffer while Redis cannot be reached, and is refused when that is full. A connection that
 * ends is made again, after a pause that grows up to a second; all subscriptions are restored, and proven by a probe that this
 * node sends itself through Redis. A connection that hangs without an error is found by that probe within half a heartbeat and
 * two timeouts. A subscription counts when Redis has confirmed it and, if that is after an outage, the node is verified again: what was
 * published for the target before is neither read from a log nor counted as lost. If a target is left once an outage was
 * noticed, what was lost of it is counted until then, and at most what was published in a moment more; if it is left earlier, nothing of
 * it is counted. A log is not read for it. Nodes know by Redis' clock who is alive; their own clocks do not matter.
 *
 * <p><b>Threading:</b> any thread. Threads are started by {@link #start} and have ended soon after {@link #close}: a few of the
 * bus, and four in each partition.
 */
@AnyThread
public final class RedisClusterBus implements ClusterBus {

    private final RedisOptions redis;
    private final ClusterOptions cluster;
    private final Clock clock;
    private final Set<Target> early = ConcurrentHashMap.newKeySet(); // wanted before the start
    private volatile @Nullable RunningBus running;
    private volatile boolean closed;

    /** A bus that is not started. */
    public RedisClusterBus(RedisOptions redis, ClusterOptions cluster) {
        this(redis, cluster, Clock.systemUTC());
    }

    /**
     * The same with another clock.
     *
     * @param clock dates messages, and is used for nothing else
     */
    public RedisClusterBus(RedisOptions redis, ClusterOptions cluster, Clock clock) {
        this.redis = redis;
        this.cluster = cluster;
        this.clock = clock;
    }

    @Override
    public synchronized void start(NodeInfo self, ClusterListener listener) {
        if (running != null || closed) {
            throw new IllegalStateException("node " + self.id() + ": a bus is started once");
        }
        RunningBus bus =
                new RunningBus(new Wiring(redis, cluster).site(self), self, redis.partitions(), clock, listener);
        early.forEach(bus::subscribe);
        early.clear();
        bus.start();
        running = bus;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the payload is longer than four million characters
     */
    @Override
    public SendResult publish(Target target, Priority priority, String payload) {
        RunningBus bus = running;
        return bus == null || closed ? SendResult.CLOSED : bus.publish(target, priority, payload);
    }

    @Override
    public void subscribe(Target target) {
        RunningBus bus = runningOr(() -> early.add(target));
        if (bus != null) {
            bus.subscribe(target);
        }
    }

    @Override
    public void unsubscribe(Target target) {
        RunningBus bus = runningOr(() -> early.remove(target));
        if (bus != null) {
            bus.unsubscribe(target);
        }
    }

    @Override
    public void report(NodeLoad load) {
        RunningBus bus = runningOr(() -> {});
        if (bus != null) {
            bus.report(load);
        }
    }

    @Override
    public List<NodeStatus> nodes() {
        RunningBus bus = running;
        return bus == null || closed ? List.of() : bus.nodes();
    }

    @Override
    public BusSnapshot snapshot() {
        RunningBus bus = running;
        return bus == null
                ? new BusSnapshot(
                        false,
                        0,
                        early.size(),
                        new BusSnapshot.Outgoing(0, 0, 0, 0),
                        new BusSnapshot.Incoming(0, 0, 0, 0, 0, 0),
                        Duration.ZERO)
                : bus.snapshot();
    }

    /** {@inheritDoc} Waits up to two seconds for what it took to be published, and for its threads. */
    @Override
    public void close() {
        RunningBus bus;
        synchronized (this) {
            closed = true;
            bus = running;
        }
        if (bus != null) {
            bus.close();
        }
    }

    private synchronized @Nullable RunningBus runningOr(Runnable before) {
        if (running == null && !closed) {
            before.run();
        }
        return closed ? null : running;
    }
}
