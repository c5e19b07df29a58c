package io.shardhub.examples.cluster;

import io.shardhub.cluster.NodeStatus;
import io.shardhub.core.HubParts;
import io.shardhub.core.Manager;
import io.shardhub.event.HubEvent;
import io.shardhub.options.ClosingOptions;
import io.shardhub.options.ClusterOptions;
import io.shardhub.options.HubOptions;
import io.shardhub.redis.RedisClusterBus;
import io.shardhub.redis.RedisOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A hub as a node of a cluster on a real Redis, with clients and somebody who publishes. Its user u1 has a device at every node. Its
 * clock is 400 days behind that of the node with the next index.
 */
final class HubNode implements AutoCloseable {

    static final int TOPICS = 20;
    static final int MOST = 5; // nodes
    private static final ClusterOptions CLUSTER = ClusterOptions.defaults(3).withHeartbeat(Duration.ofSeconds(1));

    private static final ClosingOptions CLOSING = HubOptions.small().closing().withSpread(Duration.ZERO);

    private final int index;
    private final Manager manager;
    private final List<Ear> ears = new ArrayList<>();
    private final Voice voice;
    private final List<String> events = new CopyOnWriteArrayList<>();
    private long earlyWords;

    /** A node that is started; clients have a user and one of some topics each. */
    HubNode(int index, RedisOptions redis, int clients, int users) {
        this.index = index;
        manager = Manager.create(
                HubOptions.small().withName(name(index)).withCluster(CLUSTER).withClosing(CLOSING),
                HubParts.defaults()
                        .withRuntime(new WrongClock(skew(index)))
                        .withCluster(
                                new RedisClusterBus(redis, CLUSTER, Clock.offset(Clock.systemUTC(), skew(index)))));
        manager.hub().listen(this::happened);
        manager.start();
        for (int i = 0; i < clients; i++) {
            ears.add(Ear.in(manager.hub(), "u" + i, "t" + topicOf(i), MOST));
        }
        voice = new Voice(index, manager.hub(), TOPICS, users);
    }

    private static Duration skew(int index) {
        return Duration.ofDays(400L * (index - 1));
    }

    /** Begins to publish; all nodes are there. */
    void begin() {
        earlyWords = words();
        voice.begin();
    }

    static String name(int index) {
        return "stormy" + index;
    }

    static int topicOf(int client) {
        return client % TOPICS;
    }

    private void happened(HubEvent event) {
        if (event instanceof HubEvent.NodeJoined joined) {
            events.add("joined " + joined.node().id());
        } else if (event instanceof HubEvent.NodeDied died) {
            events.add("died " + died.node().id());
        } else if (event instanceof HubEvent.NodeLeft left) {
            events.add("left " + left.node().id());
        } else if (event instanceof HubEvent.MessagesLost lost && lost.unknown() > 0) {
            events.add("lost, nobody knows how many");
        }
    }

    int index() {
        return index;
    }

    Manager manager() {
        return manager;
    }

    List<Ear> ears() {
        return ears;
    }

    Voice voice() {
        return voice;
    }

    /** Who came and went. */
    List<String> events() {
        return List.copyOf(events);
    }

    boolean isReady() {
        return manager.snapshot().isReady();
    }

    List<String> nodes() {
        return manager.cluster().nodes().stream().map(NodeStatus::id).toList();
    }

    /** Messages of other nodes that the bus has counted as lost. */
    long lost() {
        return manager.cluster().snapshot().bus().incoming().lost();
    }

    /** Messages of other nodes that the bus has handed on. */
    long received() {
        return manager.cluster().snapshot().bus().incoming().received();
    }

    /** Messages of its own that the hub has sent to other hubs. */
    long words() {
        return manager.cluster().snapshot().bus().outgoing().accepted() - voice.said();
    }

    /** Those that it sent before it began; a node that started later owes no account of them. */
    long earlyWords() {
        return earlyWords;
    }

    @Override
    public void close() {
        manager.close();
    }
}
