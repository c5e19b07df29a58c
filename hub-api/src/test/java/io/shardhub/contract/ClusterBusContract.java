package io.shardhub.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.Priority;
import io.shardhub.SendResult;
import io.shardhub.cluster.ClusterBus;
import io.shardhub.cluster.ClusterMessage;
import io.shardhub.cluster.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link ClusterBus} keeps, for authors of cluster engines: subclass it and make {@linkplain #bus buses}. */
@Timeout(180)
public abstract class ClusterBusContract {

    private static final Target ALL = new Target.All();
    private static final Target TOPIC = new Target.Topic("quiz:42");
    private static final Target USER = new Target.User("7");
    private static final int MANY = 1_000;

    private final ClusterRig rig = new ClusterRig(this::bus, this::patience);

    /**
     * Makes a bus that is not started. The buses of one test belong to one cluster, and see nothing of other tests: an engine
     * with a shared server takes a name of its own for every instance of the test class.
     */
    protected abstract ClusterBus bus() throws Exception;

    /** How long the suite waits for what must happen. */
    protected Duration patience() {
        return Duration.ofSeconds(10);
    }

    /** Closes the buses of the test, and checks that they kept the contract all along. */
    @AfterEach
    final void closeAndCheck() {
        rig.closeAndCheck();
    }

    /* --------------- Who gets what --------------- */

    @Test
    void messageForAllReachesEveryOtherNodeAndNoEcho() throws Exception {
        List<ClusterNode> cluster = rig.start("a", "b", "c");
        for (ClusterNode origin : cluster) {
            origin.publish(ALL, "from " + origin.id());
        }
        rig.assertPayloadsInAnyOrder(cluster.get(0), "from b", "from c");
        rig.assertPayloadsInAnyOrder(cluster.get(1), "from a", "from c");
        rig.assertPayloadsInAnyOrder(cluster.get(2), "from a", "from b");
    }

    @Test
    void messageForANodeReachesOnlyThatNode() throws Exception {
        List<ClusterNode> cluster = rig.start("a", "b", "c");
        cluster.get(0).publish(new Target.Node("b"), "for b");
        cluster.get(0).publish(new Target.Node("c"), "for c");
        cluster.get(0).publish(new Target.Node("nobody"), "for nobody");
        rig.assertPayloads(cluster.get(1), List.of("for b"));
        rig.assertPayloads(cluster.get(2), List.of("for c"));
    }

    @Test
    void nodeHearsNothingOfItsOwn() throws Exception {
        List<ClusterNode> cluster = rig.start("a", "b");
        ClusterNode node = cluster.get(0);
        for (Target target : List.of(TOPIC, USER)) {
            node.bus().subscribe(target);
            node.awaitReach(cluster.get(1), target);
        }
        for (Target target : List.of(ALL, TOPIC, USER, new Target.Node("a"))) {
            node.publish(target, "echo");
        }
        rig.assertPayloads(node, List.of());
    }

    @Test
    void topicReachesOnlyItsSubscribers() throws Exception {
        assertOnlySubscribersGet(TOPIC);
    }

    @Test
    void userReachesOnlyItsSubscribers() throws Exception {
        assertOnlySubscribersGet(USER);
    }

    @Test
    void subscriptionsMayComeBackAndBeRepeated() throws Exception {
        List<ClusterNode> cluster = rig.start("a", "b");
        ClusterNode node = cluster.get(1);
        for (int round = 0; round < 3; round++) {
            node.bus().subscribe(TOPIC);
            node.bus().subscribe(TOPIC);
            node.awaitReach(cluster.get(0), TOPIC);
            node.bus().unsubscribe(TOPIC);
            node.bus().unsubscribe(TOPIC);
            node.awaitSilence(cluster.get(0), TOPIC);
        }
        node.bus().subscribe(TOPIC);
        node.awaitReach(cluster.get(0), TOPIC);
        cluster.get(0).publish(TOPIC, "once");
        rig.assertPayloads(node, List.of("once"));
    }

    @Test
    void namesAreTakenLiterally() throws Exception {
        List<ClusterNode> cluster = rig.start("a", "b");
        ClusterNode origin = cluster.get(0);
        ClusterNode node = cluster.get(1);
        List<String> names = List.of("*", "x?", "[a-z]", "b", "all", "a b", "x:y", "\u00e4/\uD83D\uDE00", "\\n", "%s");
        for (String name : names) {
            node.bus().subscribe(new Target.Topic(name));
            node.awaitReach(origin, new Target.Topic(name));
        }
        for (String other : List.of("x", "xy", "q", "A", "nobody", "x:y:z", "x:", "a")) {
            origin.publish(new Target.Topic(other), "wrong topic " + other);
        }
        for (String name : names) {
            origin.publish(new Target.User(name), "wrong kind " + name);
        }
        names.forEach(name -> origin.publish(new Target.Topic(name), name));
        rig.await(node, names.size());
        assertThat(node.payloads()).as("payloads by topic").containsExactlyInAnyOrderElementsOf(names);
    }

    /* --------------- How it arrives --------------- */

    @Test
    void fieldsArriveUnchanged() throws Exception {
        List<ClusterNode> cluster = rig.start("a", "b");
        ClusterNode origin = cluster.get(0);
        ClusterNode node = cluster.get(1);
        List<ClusterNode.Sent> sent = new ArrayList<>();
        Target[] targets = {ALL, TOPIC, USER, new Target.Topic("\u00e4 b:c"), new Target.Node("b")};
        for (Target target : targets) {
            node.bus().subscribe(target);
            node.awaitReach(origin, target);
            for (Priority priority : Priority.values()) {
                sent.add(new ClusterNode.Sent(target, priority, "{\"priority\":\"" + priority + "\"}" + target));
            }
        }
        Samples.texts().forEach(text -> sent.add(new ClusterNode.Sent(ALL, Priority.NORMAL, "text " + text)));
        sent.add(new ClusterNode.Sent(ALL, Priority.LOW, "0123456789".repeat(50_000)));
        sent.forEach(origin::publish);
        rig.await(node, sent.size());
        assertThat(node.messages().stream().map(m -> new ClusterNode.Sent(m.target(), m.priority(), m.payload())))
                .as("targets, priorities and payloads")
                .containsExactlyInAnyOrderElementsOf(sent);
        assertThat(node.messages())
                .as("origins")
                .allMatch(message -> message.origin().equals("a"));
    }

    @Test
    void sequenceGrowsAndTheTimeIsTheOrigins() throws Exception {
        List<ClusterNode> cluster = rig.start("a", "b", "c");
        for (int i = 0; i < 100; i++) {
            cluster.get(0).publish(i % 2 == 0 ? ALL : new Target.Node("b"), "n" + i);
        }
        rig.await(cluster.get(1), 100);
        Map<Target, Long> last = new HashMap<>();
        Set<Long> seen = new HashSet<>();
        for (ClusterMessage message : cluster.get(1).messages()) {
            assertThat(message.sequence())
                    .as("sequence of %s", message)
                    .isGreaterThan(last.getOrDefault(message.target(), Long.MIN_VALUE));
            last.put(message.target(), message.sequence());
            assertThat(seen.add(message.sequence())).as("%s is new", message).isTrue();
        }
        long first = cluster.get(1).messages().get(0).sentAtMillis();
        assertThat(cluster.get(1).messages())
                .as("times of the origin")
                .allMatch(message -> Math.abs(message.sentAtMillis() - first)
                        <= patience().multipliedBy(2).toMillis());
        assertThat(first).as("a time").isNotZero();
    }

    @Test
    void messagesOfOneOriginToOneTargetStayInOrder() throws Exception {
        List<ClusterNode> cluster = rig.start("a", "b", "c");
        ClusterNode node = cluster.get(2);
        node.bus().subscribe(TOPIC);
        node.awaitReach(cluster.get(0), TOPIC);
        node.awaitReach(cluster.get(1), TOPIC);
        for (int i = 0; i < MANY; i++) {
            cluster.get(0).publish(ALL, "all " + i);
            cluster.get(0).publish(TOPIC, "topic " + i);
            cluster.get(1).publish(TOPIC, "topic " + i);
        }
        rig.await(node, 3 * MANY);
        assertThat(payloads(node, "a", ALL)).as("from a to all").isEqualTo(numbered("all ", MANY));
        assertThat(payloads(node, "a", TOPIC)).as("from a to the topic").isEqualTo(numbered("topic ", MANY));
        assertThat(payloads(node, "b", TOPIC)).as("from b to the topic").isEqualTo(numbered("topic ", MANY));
    }

    @Test
    void threadsMayPublishAtTheSameTime() throws Exception {
        List<ClusterNode> cluster = rig.start("a", "b");
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<? extends Future<?>> results = IntStream.range(0, 4)
                    .mapToObj(thread -> threads.submit(() -> numbered(thread + ":", MANY / 4)
                            .forEach(payload -> cluster.get(0).publish(ALL, payload))))
                    .toList();
            for (Future<?> result : results) {
                result.get(patience().multipliedBy(4).toMillis(), TimeUnit.MILLISECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        rig.await(cluster.get(1), MANY);
        for (int thread = 0; thread < 4; thread++) {
            String prefix = thread + ":";
            assertThat(cluster.get(1).payloads().stream().filter(payload -> payload.startsWith(prefix)))
                    .as("what thread %d published", thread)
                    .containsExactlyElementsOf(numbered(prefix, MANY / 4));
        }
    }

    @Test
    void listenerThatThrowsCostsNoOtherMessage() throws Exception {
        List<ClusterNode> cluster = rig.start("a", "b");
        List<String> payloads = List.of("before", ClusterNode.POISON, "between", ClusterNode.POISON, "after");
        payloads.forEach(payload -> cluster.get(0).publish(ALL, payload));
        rig.assertPayloads(cluster.get(1), payloads);
    }

    /* --------------- The end --------------- */

    @Test
    void closedBusTakesNothing() throws Exception {
        List<ClusterNode> cluster = rig.start("a", "b");
        ClusterNode closed = cluster.get(0);
        closed.close();
        assertThat(closed.bus().publish(ALL, Priority.NORMAL, "late"))
                .as("publish after close")
                .isEqualTo(SendResult.CLOSED);
        closed.bus().subscribe(TOPIC);
        closed.bus().unsubscribe(TOPIC);
        closed.bus().close();
        closed.bus().close();
        rig.assertPayloads(cluster.get(1), List.of());
    }

    @Test
    void closedBusDeliversNothingAndTheOthersGoOn() throws Exception {
        List<ClusterNode> cluster = rig.start("a", "b", "c");
        cluster.get(1).close();
        cluster.get(0).publish(ALL, "after b left");
        rig.assertPayloads(cluster.get(2), List.of("after b left"));
        assertThat(cluster.get(1).payloads())
                .as("what b got after it had closed")
                .isEmpty();
    }

    @Test
    void busThatNeverStartedMayBeClosed() throws Exception {
        ClusterBus bus = bus();
        Patience.timed("close", bus::close);
        Patience.timed("close", bus::close);
    }

    /* --------------- Steps --------------- */

    private void assertOnlySubscribersGet(Target target) throws Exception {
        List<ClusterNode> cluster = rig.start("a", "b", "c");
        ClusterNode origin = cluster.get(0);
        ClusterNode node = cluster.get(1);
        origin.publish(target, "too early");
        rig.assertPayloads(node, List.of());
        node.bus().subscribe(target);
        node.awaitReach(origin, target);
        origin.publish(target, "in time");
        rig.assertPayloads(node, List.of("in time"));
        node.bus().unsubscribe(target);
        node.awaitSilence(origin, target);
        origin.publish(target, "too late");
        rig.assertPayloads(node, List.of("in time"));
        rig.assertPayloads(cluster.get(2), List.of());
    }

    private static List<String> payloads(ClusterNode node, String origin, Target target) {
        return node.messages().stream()
                .filter(message ->
                        message.origin().equals(origin) && message.target().equals(target))
                .map(ClusterMessage::payload)
                .toList();
    }

    private static List<String> numbered(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + i).toList();
    }
}
