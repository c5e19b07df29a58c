package io.shardhub.redis.internal.member;

import io.shardhub.cluster.ClusterListener;
import io.shardhub.cluster.NodeInfo;
import io.shardhub.cluster.NodeLoad;
import io.shardhub.cluster.NodeStatus;
import io.shardhub.redis.internal.receive.Others;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The nodes as this one knows them, and what has changed since the register was last read.
 *
 * <p><b>Threading:</b> {@link #update} one thread; the others any thread.
 */
final class Roster implements Others {

    private record Known(NodeEntry entry, long sinceNanos, long missingSince) {
        NodeStatus status(long now) {
            return new NodeStatus(entry.info(), entry.incarnation(), entry.load(), Duration.ofNanos(now - sinceNanos));
        }
    }

    private final NodeInfo self;
    private final long expiryNanos;
    private final LongSupplier clock;
    private final long startNanos;
    private final Map<String, Known> others = new TreeMap<>(); // changed under the monitor, by one thread
    private volatile Map<Long, Long> births = Map.of(); // by epoch
    private volatile long born; // its first incarnation
    private volatile long incarnation;
    private volatile NodeLoad load = NodeLoad.UNKNOWN;

    Roster(NodeInfo self, long expiryNanos) {
        this(self, expiryNanos, System::nanoTime);
    }

    Roster(NodeInfo self, long expiryNanos, LongSupplier clock) {
        this.clock = clock;
        this.startNanos = clock.getAsLong();
        this.self = self;
        this.expiryNanos = expiryNanos;
    }

    void report(NodeLoad newLoad) {
        load = newLoad;
    }

    NodeLoad load() {
        return load;
    }

    long incarnation() {
        return incarnation;
    }

    /** The incarnation that the node began with; zero if it has none yet. */
    long born() {
        return born;
    }

    @Override
    public boolean isAlive(long epoch) {
        return births.containsKey(epoch);
    }

    @Override
    public boolean isYounger(long epoch) {
        Long birth = births.get(epoch);
        return birth != null && born != 0 && birth >= born;
    }

    /** Everybody, in the order of ids. */
    synchronized List<NodeStatus> nodes() {
        long now = clock.getAsLong();
        Map<String, NodeStatus> nodes = new TreeMap<>();
        others.forEach((id, known) -> nodes.put(id, known.status(now)));
        nodes.put(self.id(), new NodeStatus(self, incarnation, load, Duration.ofNanos(now - startNanos)));
        return List.copyOf(nodes.values());
    }

    /**
     * Takes over what the register says; returns what the listener is to be told.
     *
     * @param believed whether nodes are gone that it does not have
     */
    synchronized List<Consumer<ClusterListener>> update(Register.Answer answer, boolean believed) {
        List<Consumer<ClusterListener>> events = new ArrayList<>();
        if (answer.incarnation() != null) {
            incarnation = answer.incarnation();
            born = born == 0 ? incarnation : born;
        }
        long now = clock.getAsLong();
        Map<String, NodeEntry> present = new HashMap<>();
        answer.entries().stream()
                .filter(entry -> !entry.info().id().equals(self.id()))
                .forEach(entry -> present.put(entry.info().id(), entry));
        Set<String> gone = new HashSet<>(answer.gone());
        for (Known known : List.copyOf(others.values())) {
            NodeEntry entry = present.get(known.entry.info().id());
            if (believed || entry != null) {
                settle(known, entry, gone, now, events);
            }
        }
        present.forEach((id, entry) -> {
            Known known = others.get(id);
            if (known == null) {
                known = new Known(entry, now, 0);
                NodeStatus status = known.status(now);
                events.add(to -> to.joined(status));
            }
            others.put(id, new Known(entry, known.sinceNanos, 0));
        });
        births = others.values().stream()
                .map(Known::entry)
                .collect(Collectors.toUnmodifiableMap(NodeEntry::epoch, NodeEntry::born, (one, other) -> one));
        return events;
    }

    /** What became of a node that was there: nothing, or it is gone. */
    private void settle(
            Known known,
            @Nullable NodeEntry present,
            Set<String> gone,
            long now,
            List<Consumer<ClusterListener>> events) {
        NodeEntry entry = known.entry;
        String id = entry.info().id();
        if (present != null && present.incarnation() == entry.incarnation()) {
            return;
        }
        String life = "|" + id + "|" + entry.incarnation();
        boolean left = gone.contains("left" + life);
        boolean missedForLong = known.missingSince != 0 && now - known.missingSince > expiryNanos;
        if (present == null && !left && !gone.contains("died" + life) && !missedForLong) {
            // Nobody buried it: the register may have been lost, and the node has not said yet that it is there.
            long since = known.missingSince == 0 ? now : known.missingSince;
            others.put(id, new Known(entry, known.sinceNanos, since));
            return;
        }
        others.remove(id);
        NodeStatus status = known.status(now);
        events.add(left ? to -> to.left(status) : to -> to.died(status));
    }
}
