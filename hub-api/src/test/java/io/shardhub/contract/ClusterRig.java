package io.shardhub.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.cluster.ClusterBus;
import io.shardhub.cluster.NodeInfo;
import io.shardhub.cluster.NodeStatus;
import io.shardhub.cluster.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** The nodes of one test, and its steps with them. */
final class ClusterRig {

    private static final Target ALL = new Target.All();

    private final List<ClusterNode> nodes = new ArrayList<>();
    private final Callable<ClusterBus> buses;
    private final Supplier<Duration> patience;

    ClusterRig(Callable<ClusterBus> buses, Supplier<Duration> patience) {
        this.buses = buses;
        this.patience = patience;
    }

    /** Starts nodes and waits until each reaches each. */
    List<ClusterNode> start(String... ids) throws Exception {
        List<ClusterNode> started = new ArrayList<>();
        for (String id : ids) {
            started.add(join(id));
        }
        settle();
        return started;
    }

    /** Starts one more node, and waits for nothing. */
    ClusterNode join(String id) throws Exception {
        ClusterBus bus = buses.call();
        ClusterNode node = new ClusterNode(id, bus, patience.get());
        nodes.add(node);
        Patience.timed("start", () -> bus.start(new NodeInfo(id, urlOf(id)), node));
        return node;
    }

    static String urlOf(String id) {
        return "wss://" + id + ".example/ws";
    }

    /** Waits until every open node reaches every other one. */
    void settle() {
        nodes.stream().filter(ClusterNode::isOpen).forEach(this::settle);
    }

    private void settle(ClusterNode node) {
        for (ClusterNode origin : nodes) {
            if (origin != node && origin.isOpen()) {
                node.awaitReach(origin, ALL);
                node.awaitReach(origin, new Target.Node(node.id()));
            }
        }
    }

    /** Closes the buses, and checks that they kept the contract all along. */
    void closeAndCheck() {
        nodes.forEach(ClusterNode::close);
        nodes.forEach(node -> assertThat(node.violations())
                .as("violations by the bus of node %s", node.id())
                .isEmpty());
        nodes.forEach(node ->
                assertThat(node.messages()).as("messages of node %s", node.id()).doesNotHaveDuplicates());
    }

    /** Waits for as many messages, and then for two markers, behind which nothing may be on its way any more. */
    void assertPayloads(ClusterNode node, List<String> expected) {
        await(node, expected.size());
        settle(node);
        assertThat(node.payloads()).as("payloads that node %s got", node.id()).isEqualTo(expected);
    }

    void assertPayloadsInAnyOrder(ClusterNode node, String... expected) {
        await(node, expected.length);
        settle(node);
        assertThat(node.payloads()).as("payloads that node %s got", node.id()).containsExactlyInAnyOrder(expected);
    }

    /** Waits for as many messages. */
    void await(ClusterNode node, int count) {
        Patience.until(
                () -> node.messages().size() >= count,
                patience.get(),
                () -> "node " + node.id() + " got " + node.messages().size() + " messages (expected: " + count + ")");
    }

    /** Waits until the node knows exactly these nodes. */
    void awaitNodes(ClusterNode node, String... ids) {
        Patience.until(
                () -> idsOf(node).equals(List.of(ids)),
                patience.get(),
                () -> "node " + node.id() + " knows " + idsOf(node) + " (expected: " + List.of(ids) + ")");
    }

    private static List<String> idsOf(ClusterNode node) {
        return node.bus().nodes().stream().map(NodeStatus::id).toList();
    }

    /** Waits until the node has been told exactly these events of other nodes, in any order. */
    void awaitEvents(ClusterNode node, String... events) {
        Patience.until(
                () -> node.events().size() >= events.length,
                patience.get(),
                () -> "node " + node.id() + " heard " + node.events() + " (expected: " + List.of(events) + ")");
        assertThat(node.events()).as("events that node %s heard", node.id()).containsExactlyInAnyOrder(events);
    }
}
