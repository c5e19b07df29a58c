package io.shardhub.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.Priority;
import io.shardhub.SendResult;
import io.shardhub.cluster.BusSnapshot;
import io.shardhub.cluster.ClusterBus;
import io.shardhub.cluster.Loss;
import io.shardhub.cluster.NodeInfo;
import io.shardhub.cluster.NodeLoad;
import io.shardhub.cluster.NodeStatus;
import io.shardhub.cluster.Target;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link ClusterBus} keeps about the nodes of a cluster, and when its engine is away, for authors of cluster engines:
 * subclass it and say how to do harm.
 */
@Timeout(180)
public abstract class ClusterNodesContract {

    private static final Target ALL = new Target.All();
    private static final Target TOPIC = new Target.Topic("quiz:42");
    private static final int FAR_TOO_MANY = 4_000;

    /**
     * Reports of one survivor that another one may hear until it misses a node that died. Each comes with another heartbeat, or
     * half of one if an engine beats twice as often, but for the first: two heartbeats are over before the sixth.
     */
    private static final int REPORTS = 6;

    /** For how many messages the buses must have room while their engine is away. */
    protected static final int BUFFER = 1_000;

    private final ClusterRig rig = new ClusterRig(this::bus, this::patience);

    /** Makes a bus that is not started, as {@link ClusterBusContract#bus} does, with room for {@link #BUFFER} messages. */
    protected abstract ClusterBus bus() throws Exception;

    /** Ends a bus as the death of its process would: nobody is told, nothing more is sent. It is closed afterwards, too. */
    protected abstract void kill(ClusterBus bus) throws Exception;

    /** Takes the engine away from all nodes of the test, or gives it back; a bus cannot tell that from a failure. */
    protected abstract void engine(boolean reachable) throws Exception;

    /** How long the suite waits for what must happen. */
    protected Duration patience() {
        return Duration.ofSeconds(20);
    }

    /** Closes the buses of the test, and checks that they kept the contract all along. */
    @AfterEach
    final void closeAndCheck() {
        rig.closeAndCheck();
    }

    /* --------------- Who is there --------------- */

    @Test
    void everyNodeKnowsEveryNode() throws Exception {
        List<ClusterNode> cluster = rig.start("c", "a", "b");
        cluster.forEach(node -> rig.awaitNodes(node, "a", "b", "c"));
        for (ClusterNode node : cluster) {
            assertThat(node.bus().nodes())
                    .as("what %s knows", node.id())
                    .allSatisfy(status -> assertThat(status.info())
                            .isEqualTo(new NodeInfo(status.id(), ClusterRig.urlOf(status.id()))))
                    .extracting(NodeStatus::incarnation)
                    .isEqualTo(incarnations(cluster.get(0)))
                    .doesNotHaveDuplicates();
        }
        rig.awaitEvents(cluster.get(0), "joined a", "joined b");
    }

    @Test
    void nodeWithoutAnAddressIsKnownWithoutOne() throws Exception {
        ClusterNode node = rig.start("a").get(0);
        ClusterBus other = bus();
        other.start(new NodeInfo("b", null), new ClusterNode("b", other, patience()));
        rig.awaitNodes(node, "a", "b");
        assertThat(node.bus().nodes().get(1).info().url()).isNull();
        other.close();
        rig.awaitNodes(node, "a");
    }

    @Test
    void nodeThatLeavesIsToldOnce() throws Exception {
        List<ClusterNode> cluster = rig.start("a", "b", "c");
        cluster.forEach(node -> rig.awaitNodes(node, "a", "b", "c"));
        cluster.get(1).close();
        rig.awaitNodes(cluster.get(0), "a", "c");
        rig.awaitNodes(cluster.get(2), "a", "c");
        rig.settle();
        rig.awaitEvents(cluster.get(0), "joined b", "joined c", "left b");
        assertThat(cluster.get(1).bus().nodes()).as("what a closed bus knows").isEmpty();
    }

    @Test
    void nodeThatComesAgainHasAnotherIncarnation() throws Exception {
        List<ClusterNode> cluster = rig.start("a", "b");
        rig.awaitNodes(cluster.get(0), "a", "b");
        long first = incarnations(cluster.get(0)).get(1);
        cluster.get(1).close();
        rig.awaitNodes(cluster.get(0), "a");
        ClusterNode again = rig.start("b").get(0);
        rig.awaitNodes(cluster.get(0), "a", "b");
        rig.awaitEvents(cluster.get(0), "joined b", "left b", "joined b");
        assertThat(incarnations(cluster.get(0)).get(1)).isNotEqualTo(first);
        again.publish(ALL, "here again");
        rig.assertPayloads(cluster.get(0), List.of("here again"));
    }

    @Test
    void nodeThatDiesIsMissedOnceByEachAndTheOthersGoOn() throws Exception {
        List<ClusterNode> cluster = rig.start("a", "b", "c");
        cluster.forEach(node -> rig.awaitNodes(node, "a", "b", "c"));
        kill(cluster.get(1).bus());
        cluster.get(1).close();
        for (ClusterNode node : List.of(cluster.get(0), cluster.get(2))) {
            rig.awaitNodes(node, "a", "c");
        }
        cluster.get(0).publish(ALL, "goes on");
        rig.assertPayloads(cluster.get(2), List.of("goes on"));
        rig.awaitEvents(cluster.get(0), "joined b", "joined c", "died b");
    }

    @Test
    void nodeThatDiesIsMissedWithinTwoHeartbeats() throws Exception {
        List<ClusterNode> cluster = rig.start("a", "b", "c");
        cluster.forEach(node -> rig.awaitNodes(node, "a", "b", "c"));
        ClusterNode survivor = cluster.get(0);
        kill(cluster.get(1).bus());
        for (int report = 1; ids(survivor).contains("b"); report++) {
            assertThat(report)
                    .as("report of c that a hears after the death of b")
                    .isLessThanOrEqualTo(REPORTS);
            NodeLoad load = new NodeLoad(report, 5_000, 8, 0, false);
            cluster.get(2).bus().report(load);
            Patience.until(
                    () -> load.equals(load(survivor, "c")), patience(), () -> "node a does not hear " + load + " of c");
        }
        rig.awaitEvents(survivor, "joined b", "joined c", "died b");
    }

    @Test
    void loadIsKnownToAll() throws Exception {
        List<ClusterNode> cluster = rig.start("a", "b");
        NodeLoad load = new NodeLoad(1_234, 5_000, 8, 99.5, true);
        assertThat(load(cluster.get(0), "a")).as("before a report").isEqualTo(NodeLoad.UNKNOWN);
        cluster.get(0).bus().report(new NodeLoad(1, 2, 3, 4, false));
        cluster.get(0).bus().report(load);
        assertThat(load(cluster.get(0), "a")).as("what the node itself knows").isEqualTo(load);
        Patience.until(
                () -> load.equals(load(cluster.get(1), "a")),
                patience(),
                () -> "node b knows " + cluster.get(1).bus().nodes() + " (expected: " + load + " of a)");
    }

    /* --------------- The engine is away --------------- */

    @Test
    void busIsVerifiedOnlyWhileItsEngineIsThere() throws Exception {
        List<ClusterNode> cluster = rig.start("a", "b");
        cluster.forEach(node -> awaitVerified(node, true));
        cluster.forEach(ClusterNode::allowLoss);
        long outages = cluster.get(0).bus().snapshot().outages();
        engine(false);
        cluster.forEach(node -> awaitVerified(node, false));
        engine(true);
        cluster.forEach(node -> awaitVerified(node, true));
        assertThat(cluster.get(0).bus().snapshot().outages()).as("outages").isGreaterThan(outages);
    }

    @Test
    void busStartsWithoutItsEngine() throws Exception {
        engine(false);
        ClusterNode a = rig.join("a");
        ClusterNode b = rig.join("b");
        b.bus().subscribe(TOPIC);
        assertThat(a.bus().nodes())
                .as("who is there")
                .extracting(NodeStatus::id)
                .containsExactly("a");
        assertThat(a.isVerified()).as("verified").isFalse();
        a.allowLoss();
        b.allowLoss();
        engine(true);
        rig.settle();
        b.awaitReach(a, TOPIC);
        rig.awaitNodes(a, "a", "b");
    }

    @Test
    void subscriptionsAreRestoredAndNobodyIsTakenForDead() throws Exception {
        List<ClusterNode> cluster = rig.start("a", "b");
        ClusterNode node = cluster.get(1);
        cluster.forEach(ClusterNode::allowLoss);
        cluster.forEach(each -> rig.awaitNodes(each, "a", "b"));
        node.bus().subscribe(TOPIC);
        node.awaitReach(cluster.get(0), TOPIC);
        cluster.forEach(each -> awaitVerified(each, true));
        engine(false);
        cluster.forEach(each -> awaitVerified(each, false));
        Target late = new Target.User("7");
        node.bus().subscribe(late);
        cluster.forEach(each -> assertThat(each.bus().nodes())
                .as("who is there for %s during the outage", each.id())
                .extracting(NodeStatus::id)
                .containsExactly("a", "b"));
        engine(true);
        rig.settle();
        node.awaitReach(cluster.get(0), TOPIC);
        node.awaitReach(cluster.get(0), late);
        cluster.forEach(each -> rig.awaitNodes(each, "a", "b"));
        rig.awaitEvents(cluster.get(0), "joined b");
    }

    @Test
    void publishesOfAnOutageAreHeldBackToABoundAndNoneIsLostInSilence() throws Exception {
        List<ClusterNode> cluster = rig.start("a", "b");
        ClusterNode origin = cluster.get(0);
        ClusterNode node = cluster.get(1);
        cluster.forEach(ClusterNode::allowLoss);
        cluster.forEach(each -> awaitVerified(each, true));
        engine(false);
        awaitVerified(origin, false);
        BusSnapshot.Outgoing before = origin.bus().snapshot().outgoing();
        int accepted = 0;
        int refused = 0;
        for (int i = 0; i < FAR_TOO_MANY; i++) {
            SendResult result = origin.publishOnce(new ClusterNode.Sent(ALL, Priority.NORMAL, "n" + i));
            accepted += result == SendResult.ACCEPTED ? 1 : 0;
            refused += result == SendResult.REFUSED ? 1 : 0;
        }
        assertThat(refused).as("refused").isPositive();
        assertThat(accepted + refused).as("answers").isEqualTo(FAR_TOO_MANY);
        int taken = accepted;
        assertThat(taken).as("accepted").isPositive();
        engine(true);
        Patience.until(
                () -> arrivedOrMissed(node) + lostBy(origin, before) >= taken,
                patience(),
                () -> node.payloads().size() + " of " + taken + " arrived, node " + node.id() + " was told of "
                        + node.losses() + ", and node " + origin.id() + " counts "
                        + origin.bus().snapshot().outgoing() + " after " + before);
        assertThat(arrivedOrMissed(node)).as("arrived, or told to be lost").isLessThanOrEqualTo(taken);
        rig.settle();
        assertThat(node.payloads())
                .as("order")
                .isSortedAccordingTo((x, y) -> Integer.compare(number(x), number(y)))
                .doesNotHaveDuplicates();
        BusSnapshot.Outgoing after = origin.bus().snapshot().outgoing();
        assertThat(after.refused() - before.refused()).as("counted as refused").isGreaterThanOrEqualTo(refused);
        assertThat(after.accepted() - before.accepted())
                .as("counted as accepted")
                .isGreaterThanOrEqualTo(accepted);
    }

    @Test
    void figuresCountWhatHappened() throws Exception {
        List<ClusterNode> cluster = rig.start("a", "b");
        BusSnapshot before = cluster.get(0).bus().snapshot();
        long received = cluster.get(1).bus().snapshot().incoming().received();
        cluster.get(1).bus().subscribe(TOPIC);
        cluster.get(1).awaitReach(cluster.get(0), TOPIC);
        for (int i = 0; i < 100; i++) {
            cluster.get(0).publish(TOPIC, "n" + i);
        }
        rig.await(cluster.get(1), 100);
        assertThat(cluster.get(1).bus().snapshot().incoming().received() - received)
                .as("received")
                .isGreaterThanOrEqualTo(100);
        assertThat(cluster.get(1).bus().snapshot().subscriptions())
                .as("subscriptions")
                .isEqualTo(1);
        Patience.until(
                () -> cluster.get(0).bus().snapshot().outgoing().published()
                                - before.outgoing().published()
                        >= 100,
                patience(),
                () -> "published: " + cluster.get(0).bus().snapshot().outgoing() + " (expected: 100 more than "
                        + before);
        assertThat(cluster.get(0).bus().snapshot().outgoing().lost()).as("lost").isZero();
    }

    /* --------------- Steps --------------- */

    private void awaitVerified(ClusterNode node, boolean verified) {
        Patience.until(
                () -> node.isVerified() == verified && node.bus().snapshot().verified() == verified,
                patience(),
                () -> "node " + node.id() + " was told verified: " + node.isVerified() + ", and its bus says "
                        + node.bus().snapshot() + " (expected: " + verified + ")");
    }

    /** Messages that came, or that the node was told did not. */
    private static long arrivedOrMissed(ClusterNode node) {
        long missed = node.losses().stream()
                .filter(loss -> loss.messages() != Loss.UNKNOWN)
                .mapToLong(Loss::messages)
                .sum();
        return node.payloads().size() + missed;
    }

    /** Messages that the bus took and did not publish, or perhaps not. */
    private static long lostBy(ClusterNode origin, BusSnapshot.Outgoing before) {
        return origin.bus().snapshot().outgoing().lost() - before.lost();
    }

    private static NodeLoad load(ClusterNode node, String id) {
        return node.bus().nodes().stream()
                .filter(status -> status.id().equals(id))
                .map(NodeStatus::load)
                .findFirst()
                .orElse(NodeLoad.UNKNOWN);
    }

    private static List<String> ids(ClusterNode node) {
        return node.bus().nodes().stream().map(NodeStatus::id).toList();
    }

    private static List<Long> incarnations(ClusterNode node) {
        return node.bus().nodes().stream().map(NodeStatus::incarnation).toList();
    }

    private static int number(String payload) {
        return Integer.parseInt(payload.substring(1));
    }
}
