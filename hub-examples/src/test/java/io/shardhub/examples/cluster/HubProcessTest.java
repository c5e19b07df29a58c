package io.shardhub.examples.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.cluster.UserDevices;
import io.shardhub.redis.DeliveryMode;
import io.shardhub.redis.fixture.RedisServer;
import io.shardhub.redis.fixture.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Three hubs with a thousand clients each, all of which publish all the time, and whose clocks are 400 days apart. One of them is a
 * process of its own, which is killed, or stands still for so long that it is taken for dead.
 */
@Timeout(180)
final class HubProcessTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int CLIENTS = 1_000;
    private static final List<String> ALL =
            Stream.of(0, 1, 2).map(HubNode::name).toList();
    private static final Table TABLE =
            new Table("faults.md", "fault", "mode", "published", "lost", "delivered twice or late", "recovered in");

    private record Trio(HubNode a, HubNode b, HubProcess there) implements AutoCloseable {

        static Trio on(RedisServer redis, DeliveryMode mode) {
            HubProcess there = new HubProcess(2, redis.port(), mode, CLIENTS);
            Trio trio = new Trio(node(0, redis, mode), node(1, redis, mode), there);
            trio.awaitAll();
            trio.here().forEach(HubNode::begin);
            there.begin();
            trio.goOn(10);
            return trio;
        }

        private static HubNode node(int index, RedisServer redis, DeliveryMode mode) {
            return new HubNode(index, HubNodes.options(redis.port(), mode), CLIENTS, CLIENTS);
        }

        List<HubNode> here() {
            return List.of(a, b);
        }

        /** Everybody is ready and knows the same nodes. */
        void awaitAll() {
            await("ready").until(() -> a.isReady() && b.isReady() && there.isReady());
            awaitNodes(ALL);
            await("what the process knows").until(() -> there.nodes().equals(ALL));
        }

        void awaitNodes(List<String> names) {
            here().forEach(node -> await("what " + node.index() + " knows")
                    .until(() -> node.nodes().equals(names)));
        }

        /** Everybody here hears that many more messages to all of every node that is there. */
        void goOn(int messages) {
            List<Callable<Boolean>> goals = new ArrayList<>();
            for (HubNode node : here()) {
                for (String name : node.nodes()) {
                    int origin = ALL.indexOf(name);
                    int enough = heardUpTo(node, origin) + messages;
                    goals.add(() -> heardUpTo(node, origin) >= enough);
                }
            }
            goals.forEach(goal -> await("going on").until(goal));
        }

        private static int heardUpTo(HubNode node, int origin) {
            return node.ears().get(0).heardUpTo(origin, Voice.Kind.ALL);
        }

        @Override
        public void close() {
            a.close();
            b.close();
            there.close();
        }
    }

    private static Wait await(String what) {
        return condition ->
                org.awaitility.Awaitility.await(what).atMost(PATIENCE).until(condition);
    }

    @FunctionalInterface
    private interface Wait {
        void until(Callable<Boolean> condition);
    }

    @ParameterizedTest
    @EnumSource
    @SuppressWarnings("try") // closed before what it leaves behind is looked at
    void hubIsKilled(DeliveryMode mode) throws Exception {
        try (RedisServer redis = RedisServer.start();
                Trio nodes = Trio.on(redis, mode)) {
            assertThat(devices(nodes.a()))
                    .isEqualTo(new UserDevices("u7", Map.of(ALL.get(0), 1, ALL.get(1), 1, ALL.get(2), 1), Set.of()));
            nodes.there().kill();
            long killed = System.nanoTime();
            nodes.awaitNodes(ALL.subList(0, 2));
            String noticed = since(killed);
            nodes.goOn(10);
            hush(nodes.here());
            for (HubNode node : nodes.here()) {
                assertEvents(node, "joined " + ALL.get(2), "died " + ALL.get(2));
                assertHeard(node, nodes.a());
                assertHeard(node, nodes.b());
                assertThat(HubProcess.heard(node, 2))
                        .as("what it published came to both, or to nobody")
                        .isEqualTo(HubProcess.heard(nodes.a(), 2));
            }
            assertThat(devices(nodes.a()).byNode()).isEqualTo(Map.of(ALL.get(0), 1, ALL.get(1), 1));
            assertUntroubled(nodes.here());
            record("a node is killed", mode, nodes, noticed);
            nodes.close();
            Remains.checkNothingIsLeft(redis);
        }
    }

    @ParameterizedTest
    @EnumSource
    @SuppressWarnings("try")
    void hubIsPausedAndResumed(DeliveryMode mode) throws Exception {
        try (RedisServer redis = RedisServer.start();
                Trio nodes = Trio.on(redis, mode)) {
            nodes.there().pause();
            nodes.awaitNodes(ALL.subList(0, 2));
            nodes.goOn(20);
            nodes.there().resume();
            long resumed = System.nanoTime();
            nodes.awaitAll();
            String recovered = since(resumed);
            nodes.goOn(10);
            end(nodes, "a node stands still until it is taken for dead", mode, recovered);
            for (HubNode node : nodes.here()) {
                assertEvents(
                        node,
                        "joined " + ALL.get(2),
                        "died " + ALL.get(2),
                        "joined " + ALL.get(2),
                        "left " + ALL.get(2));
            }
            nodes.close();
            Remains.checkNothingIsLeft(redis);
        }
    }

    /** Everything of everybody has come to everybody it was for, once and in order; and everybody knows everybody. */
    private static void end(Trio nodes, String fault, DeliveryMode mode, String recovered) throws Exception {
        hush(nodes.here());
        nodes.there().hush();
        String said = nodes.there().said();
        for (HubNode node : nodes.here()) {
            assertHeard(node, nodes.a());
            assertHeard(node, nodes.b());
            await("heard of the process").until(() -> HubProcess.heard(node, 2).equals(said));
            await("heard in the process")
                    .until(() -> nodes.there().heardOf(node.index()).equals(HubProcess.said(node)));
        }
        await("heard of itself").until(() -> nodes.there().heardOf(2).equals(said));
        assertUntroubled(nodes.here());
        assertThat(nodes.there().troubles()).isEqualTo("lost 0, refused 0, twice or late 0");
        nodes.awaitAll();
        record(fault, mode, nodes, recovered);
        assertThat(nodes.there().end(PATIENCE)).as("the process ends").isTrue();
    }

    private static void hush(List<HubNode> nodes) {
        nodes.forEach(node -> node.voice().hush());
    }

    private static void assertHeard(HubNode node, HubNode origin) {
        await("what " + node.index() + " heard of " + origin.index())
                .until(() -> HubProcess.heard(node, origin.index()).equals(HubProcess.said(origin)));
    }

    /** What became of the process, in that order. */
    private static void assertEvents(HubNode node, String... events) {
        Callable<List<String>> heard = () -> node.events().stream()
                .filter(event -> event.endsWith(ALL.get(2)))
                .toList();
        await("who came and went").until(() -> heard.call().equals(List.of(events)));
        assertThat(node.events()).hasSize(events.length + 1).contains("joined " + ALL.get(1 - node.index()));
    }

    private static void assertUntroubled(List<HubNode> nodes) {
        for (HubNode node : nodes) {
            assertThat(HubProcess.troubles(node)).isEqualTo("lost 0, refused 0, twice or late 0");
            assertThat(node.ears())
                    .allSatisfy(ear -> assertThat(ear.gaps()).as("missing").isEmpty());
        }
    }

    /** Published by those that are in this process, and what their clients heard of the other one. */
    private static void record(String fault, DeliveryMode mode, Trio nodes, String recovered) {
        int published =
                nodes.here().stream().mapToInt(node -> node.voice().said()).sum() + sum(HubProcess.heard(nodes.a(), 2));
        TABLE.add(
                fault,
                mode.name(),
                "" + published,
                "" + nodes.here().stream().mapToLong(HubNode::lost).sum(),
                ""
                        + nodes.here().stream()
                                .flatMap(node -> node.ears().stream())
                                .mapToInt(ear -> ear.faults().size())
                                .sum(),
                recovered);
    }

    private static int sum(String counts) {
        return Stream.of(counts.replaceAll("[^0-9]+", " ").trim().split(" ", -1))
                .mapToInt(Integer::parseInt)
                .sum();
    }

    private static String since(long nanos) {
        return String.format("%.1f s", (System.nanoTime() - nanos) / 1e9);
    }

    private static UserDevices devices(HubNode node) throws Exception {
        return node.manager().cluster().find("u7").get(10, TimeUnit.SECONDS);
    }
}
