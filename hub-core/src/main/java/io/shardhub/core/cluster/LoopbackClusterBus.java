package io.shardhub.core.cluster;

import io.shardhub.Priority;
import io.shardhub.SendResult;
import io.shardhub.cluster.BusSnapshot;
import io.shardhub.cluster.ClusterBus;
import io.shardhub.cluster.ClusterListener;
import io.shardhub.cluster.ClusterMessage;
import io.shardhub.cluster.Loss;
import io.shardhub.cluster.NodeInfo;
import io.shardhub.cluster.NodeLoad;
import io.shardhub.cluster.NodeStatus;
import io.shardhub.cluster.Target;
import io.shardhub.core.runtime.DutyCycle;
import io.shardhub.core.runtime.HubRuntime;
import io.shardhub.core.runtime.Loop;
import io.shardhub.log.NodeLog;
import io.shardhub.options.ClusterOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jctools.queues.atomic.MpscAtomicArrayQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One node of a {@link LoopbackCluster}. Its own loop hands what it publishes to the others, and tells its listener what the
 * others published.
 */
final class LoopbackClusterBus implements ClusterBus, DutyCycle {

    private static final Logger LOG = LoggerFactory.getLogger(LoopbackClusterBus.class);
    private static final int ARRIVALS = 1 << 16;
    private static final int SLICE = 256;
    private static final long STOP_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LoopbackCluster cluster;
    private final HubRuntime runtime;
    private final long heartbeatNanos;

    /* Many threads put in, the loop takes out. */
    private final MpscAtomicArrayQueue<Departure> departures;
    private final MpscAtomicArrayQueue<Arrival> arrivals = new MpscAtomicArrayQueue<>(ARRIVALS);
    private final ConcurrentHashMap<Loss, Long> losses = new ConcurrentHashMap<>(); // how many, not told yet

    private final Set<Target> wanted = ConcurrentHashMap.newKeySet();
    private final Peers peers;
    private final LongAdder published = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder unsent = new LongAdder();
    private final LongAdder received = new LongAdder();
    private final LongAdder missed = new LongAdder();
    private final LongAdder gaps = new LongAdder();
    private final LongAdder outages = new LongAdder();
    private volatile @Nullable Node node;
    private volatile NodeLoad load = NodeLoad.UNKNOWN;
    private volatile boolean closed;
    private volatile boolean verified;

    /* The loop's. */
    private long sequence;
    private long beatAt;

    private record Node(
            NodeInfo info, long incarnation, ClusterListener listener, Loop loop, long since, NodeLog failures) {}

    private record Departure(Target target, Priority priority, String payload) {}

    /** What comes from another node. */
    private sealed interface Arrival {

        record Published(ClusterMessage message) implements Arrival {}

        record Heard(Peers.Beat beat) implements Arrival {}

        record Left(Peers.Beat last) implements Arrival {}
    }

    LoopbackClusterBus(LoopbackCluster cluster, HubRuntime runtime, ClusterOptions options) {
        this.cluster = cluster;
        this.runtime = runtime;
        this.heartbeatNanos = options.heartbeat().toNanos();
        this.departures = new MpscAtomicArrayQueue<>(Math.max(2, options.buffer()));
        this.peers = new Peers(heartbeatNanos);
        this.beatAt = runtime.nanoTime();
    }

    // ---- any thread ----

    @Override
    public void start(NodeInfo self, ClusterListener listener) {
        if (node != null || closed) {
            throw new IllegalStateException("node " + self.id() + ": a bus is started once");
        }
        wanted.add(new Target.All());
        wanted.add(new Target.Node(self.id()));
        long incarnation = cluster.join(self.id(), this); // refuses before anything runs
        Loop loop = runtime.start("bus-" + self.id(), this);
        NodeLog failures = new NodeLog(LOG, self.id(), runtime::nanoTime);
        node = new Node(self, incarnation, listener, loop, runtime.nanoTime(), failures);
        loop.wakeUp(); // what came before the loop was known here
    }

    @Override
    public SendResult publish(Target target, Priority priority, String payload) {
        if (node == null || closed) {
            return SendResult.CLOSED;
        }
        if (!departures.offer(new Departure(target, priority, payload))) {
            refused.increment();
            return SendResult.REFUSED;
        }
        wakeUp();
        return SendResult.ACCEPTED;
    }

    @Override
    public void subscribe(Target target) {
        wanted.add(target);
    }

    @Override
    public void unsubscribe(Target target) {
        Node here = node;
        if (here == null || !isAlwaysWanted(target, here)) {
            wanted.remove(target);
        }
    }

    private static boolean isAlwaysWanted(Target target, Node here) {
        return target instanceof Target.All || target.equals(new Target.Node(here.info.id()));
    }

    @Override
    public void report(NodeLoad newLoad) {
        load = newLoad;
    }

    @Override
    public List<NodeStatus> nodes() {
        Node here = node;
        if (here == null || closed) {
            return List.of();
        }
        long now = runtime.nanoTime();
        List<NodeStatus> nodes = new ArrayList<>(peers.nodes(now));
        nodes.add(beat(here).status(now - here.since));
        nodes.sort(Comparator.comparing(NodeStatus::id));
        return List.copyOf(nodes);
    }

    @Override
    public BusSnapshot snapshot() {
        return new BusSnapshot(
                verified,
                outages.sum(),
                Math.max(0, wanted.size() - (node == null ? 0 : 2)),
                new BusSnapshot.Outgoing(published.sum(), refused.sum(), unsent.sum(), departures.size()),
                new BusSnapshot.Incoming(received.sum(), 0, missed.sum(), gaps.sum(), 0, 0),
                Duration.ZERO,
                isReachable() ? null : "the engine cannot be reached");
    }

    @Override
    public void close() {
        Node here = node;
        if (closed || here == null) {
            closed = true;
            return;
        }
        closed = true;
        here.loop.stop();
        boolean ended = here.loop.awaitEnd(STOP_NANOS);
        if (ended && cluster.isReachable(here.info.id())) {
            while (depart(here) > 0) {
                // what was taken is published
            }
            toOthers(new Arrival.Left(beat(here)));
        }
        cluster.leave(here.info.id(), this);
        while (ended && departures.poll() != null) {
            unsent.increment();
        }
    }

    /** Ends without a word. */
    void die() {
        closed = true;
        Node here = node;
        if (here != null) {
            here.loop.stop();
        }
    }

    void wakeUp() {
        Node here = node;
        if (here != null) {
            here.loop.wakeUp();
        }
    }

    String id() {
        return Objects.requireNonNull(node).info.id();
    }

    private Peers.Beat beat(Node here) {
        return new Peers.Beat(here.info, here.incarnation, load);
    }

    /** Takes what another node sends; what does not fit is counted. */
    private void arrive(Arrival arrival) {
        if (!arrivals.offer(arrival) && arrival instanceof Arrival.Published published) {
            miss(published.message.target(), Loss.Cause.OVERFLOW);
        }
        wakeUp();
    }

    private void miss(Target target, Loss.Cause cause) {
        losses.merge(new Loss(target, Loss.UNKNOWN, cause), 1L, Long::sum);
    }

    // ---- the loop ----

    @Override
    public int doWork() {
        Node here = node;
        if (here == null) {
            return 0;
        }
        long now = runtime.nanoTime();
        int done = checkHealth(here, now) + tellLosses(here) + take(here, now);
        if (verified) {
            done += depart(here);
            if (now - beatAt >= 0) {
                beatAt = now + heartbeatNanos;
                toOthers(new Arrival.Heard(beat(here)));
            }
            peers.check(now, news(here));
        }
        return done;
    }

    private int checkHealth(Node here, long now) {
        boolean reachable = cluster.isReachable(here.info.id());
        if (reachable == verified) {
            return 0;
        }
        verified = reachable;
        if (reachable) {
            peers.forgive(now);
            beatAt = now;
        } else {
            outages.increment();
        }
        tell(here, listener -> listener.healthChanged(reachable));
        return 1;
    }

    private int tellLosses(Node here) {
        if (losses.isEmpty() || !verified) {
            return 0;
        }
        for (Loss loss : losses.keySet()) {
            Long count = losses.remove(loss);
            if (count != null) {
                missed.add(count);
                gaps.increment();
                tell(here, listener -> listener.lost(new Loss(loss.target(), count, loss.cause())));
            }
        }
        return 1;
    }

    private int take(Node here, long now) {
        for (int done = 0; done < SLICE; done++) {
            Arrival arrival = arrivals.poll();
            if (arrival == null) {
                return done;
            }
            if (arrival instanceof Arrival.Published published) {
                received.increment();
                tell(here, listener -> listener.received(published.message));
            } else if (arrival instanceof Arrival.Heard heard) {
                peers.heard(heard.beat, now, news(here), id -> answer(here, id));
            } else if (arrival instanceof Arrival.Left left) {
                peers.left(left.last, now, news(here));
            }
        }
        return SLICE;
    }

    /** A node that is new here learns at once that this one is there. */
    private void answer(Node here, String newcomer) {
        for (LoopbackClusterBus member : cluster.members()) {
            Node other = member.node;
            if (other != null && other.info.id().equals(newcomer)) {
                member.arrive(new Arrival.Heard(beat(here)));
            }
        }
    }

    private int depart(Node here) {
        for (int done = 0; done < SLICE; done++) {
            Departure departure = departures.poll();
            if (departure == null) {
                return done;
            }
            sequence++;
            published.increment();
            ClusterMessage message = new ClusterMessage(
                    here.info.id(),
                    sequence,
                    TimeUnit.NANOSECONDS.toMillis(runtime.nanoTime()),
                    departure.target,
                    departure.priority,
                    departure.payload);
            for (LoopbackClusterBus member : cluster.members()) {
                if (member != this && member.wanted.contains(message.target())) {
                    if (member.isReachable()) {
                        member.arrive(new Arrival.Published(message));
                    } else {
                        member.miss(message.target(), Loss.Cause.OUTAGE);
                    }
                }
            }
        }
        return SLICE;
    }

    private boolean isReachable() {
        Node here = node;
        return here == null || cluster.isReachable(here.info.id());
    }

    private void toOthers(Arrival arrival) {
        for (LoopbackClusterBus member : cluster.members()) {
            if (member != this && member.isReachable()) {
                member.arrive(arrival);
            }
        }
    }

    private Peers.News news(Node here) {
        return (kind, status) -> tell(here, listener -> kind.accept(listener, status));
    }

    private static void tell(Node here, Consumer<ClusterListener> telling) {
        try {
            telling.accept(here.listener);
        } catch (RuntimeException e) {
            here.failures
                    .line(Level.WARN, "listener_failed")
                    .setCause(e)
                    .log("node {}: the listener failed", here.info.id());
        }
    }

    @Override
    public boolean hasWork() {
        Node here = node;
        return here != null
                && (!arrivals.isEmpty()
                        || cluster.isReachable(here.info.id()) != verified
                        || (verified && (!departures.isEmpty() || !losses.isEmpty())));
    }

    @Override
    public long nanosUntilDue() {
        long now = runtime.nanoTime();
        return verified ? Math.max(0, Math.min(beatAt - now, peers.nanosUntilDue(now))) : NEVER;
    }
}
