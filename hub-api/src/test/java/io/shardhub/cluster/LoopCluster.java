package io.shardhub.cluster;

import io.shardhub.Priority;
import io.shardhub.SendResult;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Buses in memory that form one cluster, under one lock; {@link LoopRules} of a test may break them. */
final class LoopCluster {

    private static final int BUFFER = 1_000; // as the suite demands

    private final List<LoopBus> buses = new ArrayList<>(); // that have joined
    private final List<LoopBus> waiting = new ArrayList<>(); // that could not join yet
    private final LoopRules rules;
    private boolean reachable = true;
    private long incarnations;

    LoopCluster(LoopRules rules) {
        this.rules = rules;
    }

    LoopBus bus() {
        return new LoopBus();
    }

    /** Takes the engine away, or gives it back. */
    synchronized void engine(boolean nowReachable) {
        reachable = nowReachable;
        if (reachable) {
            List.copyOf(waiting).forEach(LoopBus::join);
            waiting.clear();
        } else if (rules.deadInOutage()) {
            List.copyOf(buses).forEach(bus -> bus.goneFor(bus.others(), ClusterListener::died));
        }
        for (LoopBus bus : List.copyOf(buses)) {
            bus.engineChanged();
        }
    }

    synchronized void kill(ClusterBus bus) {
        ((LoopBus) bus).end(rules.toldOfDeath() ? ClusterListener::died : (listener, status) -> {});
    }

    private interface Telling {
        void tell(ClusterListener listener, NodeStatus status);
    }

    /** One node's bus; delivers on a thread of its own. */
    final class LoopBus implements ClusterBus {
        private final Set<Target> targets = new HashSet<>();
        private final Set<LoopBus> known = new HashSet<>();
        private final Queue<ClusterMessage> buffer = new ArrayDeque<>();
        private final ExecutorService delivery = Executors.newSingleThreadExecutor();
        private final long incarnation;
        private @Nullable NodeInfo self;
        private @Nullable ClusterListener listener;
        private NodeLoad load = NodeLoad.UNKNOWN;
        private boolean closed;
        private volatile boolean stopped;
        private boolean verified;
        private long sequence;
        private long published;
        private long refused;
        private long lost;
        private long received;
        private long outages;

        LoopBus() {
            synchronized (LoopCluster.this) {
                incarnation = ++incarnations;
            }
        }

        String nodeId() {
            return self == null ? "" : self.id();
        }

        boolean isSubscribed(Target target) {
            return target instanceof Target.All
                    || targets.contains(target)
                    || (target instanceof Target.Node node && node.nodeId().equals(nodeId()));
        }

        Set<Target> targets() {
            return targets;
        }

        @Override
        public void start(NodeInfo newSelf, ClusterListener newListener) {
            synchronized (LoopCluster.this) {
                self = newSelf;
                listener = newListener;
                if (reachable) {
                    join();
                    engineChanged();
                } else {
                    waiting.add(this);
                }
            }
        }

        private void join() {
            buses.add(this);
            for (LoopBus bus : buses) {
                bus.meet(this);
                meet(bus);
            }
        }

        private void meet(LoopBus other) {
            if (other != this || rules.meetsItself()) {
                for (int i = 0; i < rules.joins(); i++) {
                    known.add(other);
                    tell(to -> to.joined(other.status()));
                }
            }
        }

        private void engineChanged() {
            boolean now = rules.verified(reachable);
            if (now != verified || rules.repeatsHealth()) {
                verified = now;
                outages += now ? 0 : 1;
                tell(to -> to.healthChanged(now));
            }
            if (!reachable && rules.forgetsInOutage()) {
                targets.clear();
            }
            while (reachable && !buffer.isEmpty()) {
                ClusterMessage message = buffer.remove();
                if (rules.losesBuffered(message)) {
                    lost += rules.countsLost() ? 1 : 0;
                } else {
                    route(message);
                }
            }
        }

        List<LoopBus> others() {
            return buses.stream().filter(bus -> bus != this).toList();
        }

        @Override
        public SendResult publish(Target target, Priority priority, String payload) {
            synchronized (LoopCluster.this) {
                if (closed || self == null) {
                    return rules.closed();
                }
                if (!reachable && buffer.size() >= BUFFER && rules.refuses()) {
                    refused++;
                    return SendResult.REFUSED;
                }
                sequence += rules.step();
                ClusterMessage message =
                        new ClusterMessage(nodeId(), sequence, 1 + sequence, target, priority, payload);
                if (reachable) {
                    route(message);
                } else {
                    buffer.add(message);
                }
                return SendResult.ACCEPTED;
            }
        }

        private void route(ClusterMessage message) {
            published += rules.counts();
            for (LoopBus bus : buses) {
                if (rules.takes(bus, message)) {
                    bus.deliver(message);
                }
            }
        }

        private void deliver(ClusterMessage message) {
            for (int i = 0; i < rules.times(message); i++) {
                received += rules.counts();
                tell(to -> to.received(rules.carry(message)));
            }
        }

        private void tell(Consumer<ClusterListener> telling) {
            ClusterListener to = listener;
            try {
                delivery.execute(() -> {
                    if (to != null && !closed && !stopped) {
                        try {
                            telling.accept(to);
                        } catch (RuntimeException e) {
                            stopped = rules.isStoppedByListener();
                        }
                    }
                });
            } catch (RejectedExecutionException e) {
                // closed meanwhile: lost, as it would be on its way
            }
        }

        @Override
        public void subscribe(Target target) {
            synchronized (LoopCluster.this) {
                targets.add(target);
            }
        }

        @Override
        public void unsubscribe(Target target) {
            synchronized (LoopCluster.this) {
                if (rules.unsubscribes()) {
                    targets.remove(target);
                }
            }
        }

        @Override
        public void report(NodeLoad newLoad) {
            synchronized (LoopCluster.this) {
                load = rules.load(load, newLoad);
            }
        }

        @Override
        public List<NodeStatus> nodes() {
            synchronized (LoopCluster.this) {
                List<NodeStatus> nodes =
                        new ArrayList<>(known.stream().map(LoopBus::status).toList());
                if (self != null && !closed && !known.contains(this)) {
                    nodes.add(status());
                }
                if (rules.sorts()) {
                    nodes.sort(Comparator.comparing(NodeStatus::id));
                }
                return nodes;
            }
        }

        private NodeStatus status() {
            return rules.status(
                    new NodeStatus(self == null ? new NodeInfo("none", null) : self, incarnation, load, Duration.ZERO));
        }

        @Override
        public BusSnapshot snapshot() {
            synchronized (LoopCluster.this) {
                return new BusSnapshot(
                        verified,
                        outages,
                        targets.size(),
                        new BusSnapshot.Outgoing(published, refused, lost, buffer.size()),
                        new BusSnapshot.Incoming(received, 0, 0, 0, 0, 0),
                        Duration.ZERO);
            }
        }

        private void end(Telling telling) {
            closed = true;
            buses.remove(this);
            waiting.remove(this);
            for (LoopBus bus : List.copyOf(buses)) {
                bus.goneFor(List.of(this), telling);
            }
            known.clear();
            delivery.shutdown();
        }

        private void goneFor(List<LoopBus> gone, Telling telling) {
            for (LoopBus other : gone) {
                if (known.contains(other)) {
                    if (rules.forgetsGone()) {
                        known.remove(other);
                    }
                    for (int i = 0; i < rules.leaves(); i++) {
                        tell(to -> telling.tell(to, other.status()));
                    }
                }
            }
        }

        @Override
        public void close() {
            synchronized (LoopCluster.this) {
                if (!closed) {
                    end(ClusterListener::left);
                }
            }
        }
    }
}
