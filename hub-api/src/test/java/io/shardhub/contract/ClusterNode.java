package io.shardhub.contract;

import io.shardhub.Priority;
import io.shardhub.SendResult;
import io.shardhub.cluster.ClusterBus;
import io.shardhub.cluster.ClusterListener;
import io.shardhub.cluster.ClusterMessage;
import io.shardhub.cluster.Loss;
import io.shardhub.cluster.NodeStatus;
import io.shardhub.cluster.Target;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** One node of a cluster: a bus, and what it delivered. */
final class ClusterNode implements ClusterListener {

    /** The payload whose arrival makes the listener throw. */
    static final String POISON = "poison";

    private static final String PROBE = "probe:";

    /**
     * What a test publishes.
     *
     * @param target whom it is for
     * @param priority how urgent it is
     * @param payload what it says
     */
    record Sent(Target target, Priority priority, String payload) {}

    private final String id;
    private final ClusterBus bus;
    private final Duration patience;
    private final AtomicInteger probes = new AtomicInteger();
    private final AtomicInteger inside = new AtomicInteger();
    private final List<ClusterMessage> messages = new CopyOnWriteArrayList<>();
    private final List<String> probesSeen = new CopyOnWriteArrayList<>();
    private final List<String> violations = new CopyOnWriteArrayList<>();
    private final List<Loss> losses = new CopyOnWriteArrayList<>();
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final Map<String, Long> incarnations = new ConcurrentHashMap<>();
    private volatile boolean verified;
    private volatile boolean mayLose;
    private volatile boolean isOpen = true;

    ClusterNode(String id, ClusterBus bus, Duration patience) {
        this.id = id;
        this.bus = bus;
        this.patience = patience;
    }

    String id() {
        return id;
    }

    ClusterBus bus() {
        return bus;
    }

    /** Whether the bus was not closed by {@link #close}. */
    boolean isOpen() {
        return isOpen;
    }

    /** Closes the bus. */
    void close() {
        isOpen = false;
        bus.close();
    }

    /** What arrived, without probes, in order. */
    List<ClusterMessage> messages() {
        return List.copyOf(messages);
    }

    /** The payloads of what arrived, without probes, in order. */
    List<String> payloads() {
        return messages.stream().map(ClusterMessage::payload).toList();
    }

    /** How the bus broke the contract of the listener. */
    List<String> violations() {
        return List.copyOf(violations);
    }

    /** What the node was told to be lost. */
    List<Loss> losses() {
        return List.copyOf(losses);
    }

    /** What the node was told of others: {@code joined b}, {@code left b}, {@code died b}. */
    List<String> events() {
        return List.copyOf(events);
    }

    /** Whether the listener was last told that the bus is verified. */
    boolean isVerified() {
        return verified;
    }

    /** From now on a loss is no violation. */
    void allowLoss() {
        mayLose = true;
    }

    /** Publishes, again and again while the bus refuses. */
    void publish(Target target, String payload) {
        publish(new Sent(target, Priority.NORMAL, payload));
    }

    /** Publishes, again and again while the bus refuses. */
    void publish(Sent message) {
        SendResult[] last = new SendResult[1];
        Patience.until(
                () -> {
                    last[0] = publishOnce(message);
                    return last[0] == SendResult.ACCEPTED;
                },
                patience,
                () -> "node " + id + " cannot publish to " + message.target() + ": " + last[0]);
    }

    /** Publishes, and notices if that takes long. */
    SendResult publishOnce(Sent message) {
        long start = System.nanoTime();
        SendResult result = bus.publish(message.target(), message.priority(), message.payload());
        long nanos = System.nanoTime() - start;
        if (nanos > Patience.CALL_LIMIT.toNanos()) {
            throw new AssertionError("publish took " + Duration.ofNanos(nanos) + " (expected: never blocks)");
        }
        return result;
    }

    /** Waits until what {@code origin} publishes to that target arrives here. */
    void awaitReach(ClusterNode origin, Target target) {
        Patience.until(
                () -> reaches(origin, target, Duration.ofMillis(100)),
                patience,
                () -> "node " + id + " does not get what node " + origin.id + " publishes to " + target);
    }

    /**
     * Waits until what {@code origin} publishes to that target does not arrive here: until several probes in a row stay out
     * although others, for this node, arrive.
     */
    void awaitSilence(ClusterNode origin, Target target) {
        AtomicInteger silent = new AtomicInteger();
        Patience.until(
                () -> {
                    String probe = origin.probe(target);
                    awaitReach(origin, new Target.Node(id));
                    boolean arrived = Patience.isMet(() -> probesSeen.contains(probe), Duration.ofMillis(50));
                    silent.set(arrived ? 0 : silent.get() + 1);
                    return silent.get() == 3;
                },
                patience,
                () -> "node " + id + " still gets what node " + origin.id + " publishes to " + target);
    }

    private boolean reaches(ClusterNode origin, Target target, Duration limit) {
        String probe = origin.probe(target);
        return Patience.isMet(() -> probesSeen.contains(probe), limit);
    }

    private String probe(Target target) {
        String probe = PROBE + id + ":" + probes.getAndIncrement();
        publish(target, probe);
        return probe;
    }

    @Override
    public void received(ClusterMessage message) {
        alone(() -> {
            if (message.payload().startsWith(PROBE)) {
                probesSeen.add(message.payload());
                return;
            }
            messages.add(message);
            if (message.payload().equals(POISON)) {
                throw new IllegalStateException("the test makes this listener throw");
            }
        });
    }

    @Override
    public void lost(Loss loss) {
        alone(() -> {
            losses.add(loss);
            if (!mayLose) {
                violations.add("node " + id + " was told of " + loss);
            }
        });
    }

    @Override
    public void joined(NodeStatus node) {
        alone(() -> {
            events.add("joined " + node.id());
            if (incarnations.put(node.id(), node.incarnation()) != null
                    || node.id().equals(id)) {
                violations.add("node " + id + " was told that " + node + " joined, which was there");
            }
        });
    }

    @Override
    public void left(NodeStatus node) {
        alone(() -> gone("left ", node));
    }

    @Override
    public void died(NodeStatus node) {
        alone(() -> gone("died ", node));
    }

    private void gone(String how, NodeStatus node) {
        events.add(how + node.id());
        if (!Objects.equals(incarnations.remove(node.id()), node.incarnation())) {
            violations.add("node " + id + " was told that " + node + " is gone, which was not there");
        }
    }

    @Override
    public void healthChanged(boolean nowVerified) {
        alone(() -> {
            if (verified == nowVerified) {
                violations.add("node " + id + " was told twice that it is verified: " + verified);
            }
            verified = nowVerified;
        });
    }

    private void alone(Runnable handling) {
        if (inside.getAndIncrement() > 0) {
            violations.add("node " + id + " was told something while it was told something else");
        }
        try {
            handling.run();
        } finally {
            inside.getAndDecrement();
        }
    }
}
