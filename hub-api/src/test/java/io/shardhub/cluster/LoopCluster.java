package io.shardhub.cluster;

import io.shardhub.SendResult;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Buses in memory that form one cluster; {@link Rules} of a test may break them. */
final class LoopCluster {

    /** What decides who gets a message and how; the right one by default. */
    interface Rules {

        /** Whether a bus delivers this message to its own listener. */
        default boolean takes(LoopBus bus, ClusterMessage message) {
            return !message.origin().equals(bus.nodeId()) && bus.isSubscribed(message.target());
        }

        /** What arrives of a message. */
        default ClusterMessage carry(ClusterMessage message) {
            return message;
        }

        /** How often the message arrives. */
        default int times(ClusterMessage message) {
            return 1;
        }

        /** What a closed bus answers. */
        default SendResult closed() {
            return SendResult.CLOSED;
        }

        /** Whether a listener that throws stops the bus. */
        default boolean isStoppedByListener() {
            return false;
        }

        /** Whether unsubscribe does anything. */
        default boolean unsubscribes() {
            return true;
        }
    }

    private final Queue<LoopBus> buses = new ConcurrentLinkedQueue<>();
    private final Rules rules;

    LoopCluster(Rules rules) {
        this.rules = rules;
    }

    LoopBus bus() {
        return new LoopBus();
    }

    /** One node's bus; delivers on a thread of its own. */
    final class LoopBus implements ClusterBus {
        private final Set<Target> targets = ConcurrentHashMap.newKeySet();
        private final ExecutorService delivery = Executors.newSingleThreadExecutor();
        private volatile @Nullable String nodeId;
        private volatile @Nullable ClusterListener listener;
        private volatile boolean closed;
        private boolean stopped;

        @Nullable
        String nodeId() {
            return nodeId;
        }

        boolean isSubscribed(Target target) {
            return target instanceof Target.All
                    || targets.contains(target)
                    || (target instanceof Target.Node node && node.nodeId().equals(nodeId));
        }

        Set<Target> targets() {
            return targets;
        }

        @Override
        public void start(String newNodeId, ClusterListener newListener) {
            nodeId = newNodeId;
            listener = newListener;
            buses.add(this);
        }

        @Override
        public SendResult publish(ClusterMessage message) {
            if (closed) {
                return rules.closed();
            }
            synchronized (this) { // one origin's messages enter every queue in one order
                for (LoopBus bus : buses) {
                    if (rules.takes(bus, message)) {
                        bus.enqueue(message);
                    }
                }
            }
            return SendResult.ACCEPTED;
        }

        private void enqueue(ClusterMessage message) {
            try {
                delivery.execute(() -> deliver(message));
            } catch (RejectedExecutionException e) {
                // closed meanwhile: the message is lost, as it would be on its way
            }
        }

        private void deliver(ClusterMessage message) {
            ClusterListener current = listener;
            for (int i = 0; i < rules.times(message) && current != null && !closed && !stopped; i++) {
                try {
                    current.received(rules.carry(message));
                } catch (RuntimeException e) {
                    stopped = rules.isStoppedByListener();
                }
            }
        }

        @Override
        public void subscribe(Target target) {
            targets.add(target);
        }

        @Override
        public void unsubscribe(Target target) {
            if (rules.unsubscribes()) {
                targets.remove(target);
            }
        }

        @Override
        public void close() {
            closed = true;
            buses.remove(this);
            delivery.shutdown();
        }
    }

    /** Rules that only change what arrives. */
    static Rules carrying(UnaryOperator<ClusterMessage> carry) {
        return new Rules() {
            @Override
            public ClusterMessage carry(ClusterMessage message) {
                return carry.apply(message);
            }
        };
    }
}
