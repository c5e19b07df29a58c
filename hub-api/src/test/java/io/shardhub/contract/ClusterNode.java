package io.shardhub.contract;

import io.shardhub.Priority;
import io.shardhub.SendResult;
import io.shardhub.cluster.ClusterBus;
import io.shardhub.cluster.ClusterListener;
import io.shardhub.cluster.ClusterMessage;
import io.shardhub.cluster.Target;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** One node of a cluster: a bus, and what it delivered. */
final class ClusterNode implements ClusterListener {

    /** The payload whose arrival makes the listener throw. */
    static final String POISON = "poison";

    private static final String PROBE = "probe:";
    private static final long FIRST_SEQUENCE = (1L << 53) + 1; // one that a double cannot hold

    private final String id;
    private final ClusterBus bus;
    private final Duration patience;
    private final AtomicLong sequence = new AtomicLong(FIRST_SEQUENCE);
    private final AtomicInteger probes = new AtomicInteger();
    private final AtomicInteger inside = new AtomicInteger();
    private final List<ClusterMessage> messages = new CopyOnWriteArrayList<>();
    private final List<String> probesSeen = new CopyOnWriteArrayList<>();
    private final List<String> violations = new CopyOnWriteArrayList<>();
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

    /** A message of this node. */
    ClusterMessage message(Target target, String payload) {
        return new ClusterMessage(
                id, sequence.getAndIncrement(), System.currentTimeMillis(), target, Priority.NORMAL, payload);
    }

    /** Publishes, again and again while the bus refuses. */
    ClusterMessage publish(Target target, String payload) {
        ClusterMessage message = message(target, payload);
        publish(message);
        return message;
    }

    /** Publishes, again and again while the bus refuses. */
    void publish(ClusterMessage message) {
        SendResult[] last = new SendResult[1];
        Patience.until(
                () -> {
                    long start = System.nanoTime();
                    last[0] = bus.publish(message);
                    long nanos = System.nanoTime() - start;
                    if (nanos > Patience.CALL_LIMIT.toNanos()) {
                        throw new AssertionError(
                                "publish took " + Duration.ofNanos(nanos) + " (expected: never blocks)");
                    }
                    return last[0] == SendResult.ACCEPTED;
                },
                patience,
                () -> "node " + id + " cannot publish to " + message.target() + ": " + last[0]);
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
        if (inside.getAndIncrement() > 0) {
            violations.add("node " + id + " heard of a message while another one was being handled");
        }
        try {
            if (message.payload().startsWith(PROBE)) {
                probesSeen.add(message.payload());
                return;
            }
            messages.add(message);
            if (message.payload().equals(POISON)) {
                throw new IllegalStateException("the test makes this listener throw");
            }
        } finally {
            inside.getAndDecrement();
        }
    }

    @Override
    public void lost(Target target) {
        violations.add("node " + id + " lost messages for " + target);
    }
}
