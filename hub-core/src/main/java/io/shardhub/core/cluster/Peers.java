package io.shardhub.core.cluster;

import io.shardhub.cluster.ClusterListener;
import io.shardhub.cluster.NodeInfo;
import io.shardhub.cluster.NodeLoad;
import io.shardhub.cluster.NodeStatus;
import io.shardhub.core.runtime.DutyCycle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** The other nodes that one node knows. Changed by its loop only; any thread may look. */
final class Peers {

    /** Heartbeats after the last one until a node is given up: at most as many after its death. */
    private static final int MISSED = 2;

    private final ConcurrentSkipListMap<String, Peer> known = new ConcurrentSkipListMap<>();
    private final long heartbeatNanos;

    /** What is known of a node. */
    private record Peer(Beat last, long since, long heardAt) {

        NodeStatus status(long now) {
            return last.status(now - since);
        }
    }

    /** What a node says of itself from time to time. */
    record Beat(NodeInfo info, long incarnation, NodeLoad load) {

        NodeStatus status(long knownNanos) {
            return new NodeStatus(info, incarnation, load, Duration.ofNanos(knownNanos));
        }
    }

    /** Passes news of a node to the listener. */
    interface News {
        void tell(BiConsumer<ClusterListener, NodeStatus> kind, NodeStatus node);
    }

    Peers(long heartbeatNanos) {
        this.heartbeatNanos = heartbeatNanos;
    }

    List<NodeStatus> nodes(long now) {
        List<NodeStatus> nodes = new ArrayList<>();
        known.values().forEach(peer -> nodes.add(peer.status(now)));
        return nodes;
    }

    /** Has heard of a node; {@code meet} is called for one that is new. */
    void heard(Beat beat, long now, News news, Consumer<String> meet) {
        String id = beat.info().id();
        Peer before = known.get(id);
        if (before != null && before.last.incarnation() == beat.incarnation()) {
            known.put(id, new Peer(beat, before.since, now));
            return;
        }
        if (before != null) {
            known.remove(id);
            news.tell(ClusterListener::died, before.status(now)); // and it came back before it was missed
        }
        Peer peer = new Peer(beat, now, now);
        known.put(id, peer);
        news.tell(ClusterListener::joined, peer.status(now));
        meet.accept(id);
    }

    /** A node has said good-bye. */
    void left(Beat last, long now, News news) {
        Peer peer = known.get(last.info().id());
        if (peer != null && peer.last.incarnation() == last.incarnation()) {
            known.remove(last.info().id());
            news.tell(ClusterListener::left, peer.status(now));
        }
    }

    /** Gives up those that have not been heard of for too long. */
    void check(long now, News news) {
        known.forEach((id, peer) -> {
            if (nanosLeft(peer, now) <= 0) {
                known.remove(id);
                news.tell(ClusterListener::died, peer.status(now));
            }
        });
    }

    /** Nanoseconds until somebody is to be given up if he is not heard. */
    long nanosUntilDue(long now) {
        return known.values().stream()
                .mapToLong(peer -> nanosLeft(peer, now))
                .min()
                .orElse(DutyCycle.NEVER);
    }

    private long nanosLeft(Peer peer, long now) {
        return peer.heardAt + MISSED * heartbeatNanos - now;
    }

    /** Nobody could be heard until now. */
    void forgive(long now) {
        known.replaceAll((id, peer) -> new Peer(peer.last, peer.since, now));
    }

    void clear() {
        known.clear();
    }
}
