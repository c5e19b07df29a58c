package io.shardhub.examples.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shardhub.redis.DeliveryMode;
import io.shardhub.redis.RedisOptions;
import io.shardhub.redis.fixture.TcpProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** Nodes that publish all the time, and the account of what they heard. */
final class HubNodes implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long UNDER_WAY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private record Outage(long from, long to) {
        boolean covers(long time) {
            return from - UNDER_WAY_NANOS <= time && time <= to;
        }
    }

    private final DeliveryMode mode;
    private final int clients;
    private final List<HubNode> nodes = new ArrayList<>();
    private final List<HubNode> origins = new ArrayList<>(); // the nodes, and those that are gone
    private final List<Outage> outages = new ArrayList<>();

    /** So many nodes, each with its way to Redis. */
    HubNodes(int count, int clients, DeliveryMode mode, IntFunction<RedisOptions> redis) {
        this.mode = mode;
        this.clients = clients;
        for (int i = 0; i < count; i++) {
            nodes.add(new HubNode(i, options(redis.apply(i), mode), clients, clients));
        }
        origins.addAll(nodes);
        awaitReady();
        awaitMembers();
        nodes.forEach(HubNode::begin);
    }

    static RedisOptions options(int port, DeliveryMode mode) {
        return options(RedisOptions.standalone("127.0.0.1", port), mode);
    }

    private static RedisOptions options(RedisOptions redis, DeliveryMode mode) {
        return redis.withMode(mode).withTimeout(Duration.ofMillis(500));
    }

    HubNode node(int index) {
        return nodes.get(index);
    }

    /** Waits until everybody has published that many more messages to all. */
    void goOn(int messages) {
        List<Integer> before = nodes.stream().map(HubNodes::saidToAll).toList();
        for (int i = 0; i < nodes.size(); i++) {
            HubNode node = nodes.get(i);
            int enough = before.get(i) + messages;
            await().atMost(PATIENCE).until(() -> saidToAll(node) >= enough);
        }
    }

    private static int saidToAll(HubNode node) {
        return node.voice().said(Voice.Kind.ALL, 0);
    }

    /** Something that takes nodes' hearing, and is over when all are ready again; only meanwhile may anything be lost. */
    void outage(Trouble trouble) throws Exception {
        long from = System.nanoTime();
        trouble.happens();
        awaitReady();
        outages.add(new Outage(from, System.nanoTime()));
        awaitMembers();
    }

    /** What goes wrong, and is healed in the end. */
    @FunctionalInterface
    interface Trouble {
        void happens() throws Exception;
    }

    void awaitReady() {
        nodes.forEach(node -> await().alias("ready: " + HubNode.name(node.index()))
                .atMost(PATIENCE)
                .until(node::isReady));
    }

    void awaitDeaf() {
        nodes.forEach(node -> await().atMost(PATIENCE).until(() -> !node.isReady()));
    }

    void awaitMembers() {
        List<String> names =
                nodes.stream().map(node -> HubNode.name(node.index())).toList();
        nodes.forEach(node -> await().alias("what " + HubNode.name(node.index()) + " knows")
                .atMost(PATIENCE)
                .until(() -> node.nodes().equals(names)));
    }

    /** Takes a node's network for good, and with it the node. */
    void lose(int index, TcpProxy network) throws InterruptedException {
        network.cut();
        HubNode lost = nodes.remove(index);
        lost.voice().hush();
        String death = "died " + HubNode.name(index);
        nodes.forEach(node -> await().atMost(PATIENCE).until(() -> node.events().contains(death)));
        lost.close();
        for (HubNode node : nodes) {
            assertThat(node.ears())
                    .allSatisfy(ear -> assertThat(ear.heardUpTo(index, Voice.Kind.ALL))
                            .as("of the node that is gone")
                            .isEqualTo(nodes.get(0).ears().get(0).heardUpTo(index, Voice.Kind.ALL)));
        }
        awaitMembers();
    }

    /** Ends it; every message must have come once and in order, or have been counted as lost where it is allowed to be. */
    void end() throws InterruptedException {
        for (HubNode node : nodes) {
            node.voice().hush();
            assertThat(node.voice().refused()).as("refused").isZero();
        }
        nodes.forEach(node -> await().atMost(PATIENCE).untilAsserted(() -> account(node)));
        for (HubNode node : nodes) {
            assertThat(node.ears())
                    .allSatisfy(
                            ear -> assertThat(ear.faults()).as("twice or late").isEmpty());
            for (int client = 0; client < clients; client++) {
                int self = client;
                node.ears().get(client).gaps().forEach(gap -> checkGap(gap, self));
            }
            assertThat(node.events()).doesNotContain("lost, nobody knows how many");
        }
        awaitMembers();
    }

    /** What did not come to the targets at a node is what its bus has counted, and so are hubs' own words that did not. */
    private void account(HubNode node) {
        long missing = 0;
        for (HubNode origin : origins) {
            missing += missing(node, origin, Voice.Kind.ALL, 0, 0);
            for (int topic = 0; topic < HubNode.TOPICS; topic++) {
                missing += missing(node, origin, Voice.Kind.TOPIC, topic, topic);
            }
            for (int user = 0; user < clients; user++) {
                missing += missing(node, origin, Voice.Kind.USER, user, user);
            }
        }
        List<HubNode> others = origins.stream().filter(origin -> origin != node).toList();
        long heard = others.stream().mapToLong(origin -> heard(node, origin)).sum();
        long words = others.stream().mapToLong(HubNode::words).sum();
        long perhaps = others.stream() // what a node took that is gone went with it
                .mapToLong(origin -> nodes.contains(origin) ? origin.earlyWords() : origin.words())
                .sum();
        long wordsMissing = words - (node.received() - heard);
        assertThat(node.lost())
                .as(
                        "counted: %d messages, and of %d words of hubs, %d not surely, %d",
                        missing, words, perhaps, wordsMissing)
                .isBetween(missing + Math.max(0, wordsMissing - perhaps), missing + wordsMissing);
        assertThat(mode == DeliveryMode.PUBSUB || node.lost() == 0)
                .as("nothing is lost")
                .isTrue();
    }

    /** Messages of an origin, as the bus hands them to the node: one for each target. */
    private long heard(HubNode node, HubNode origin) {
        List<Ear> ears = node.ears();
        long heard = ears.get(0).heard(origin.index(), Voice.Kind.ALL);
        for (int topic = 0; topic < HubNode.TOPICS; topic++) {
            heard += ears.get(topic).heard(origin.index(), Voice.Kind.TOPIC);
        }
        for (Ear ear : ears) {
            heard += ear.heard(origin.index(), Voice.Kind.USER);
        }
        return heard;
    }

    /** Of an origin, at a target: the same for all clients there. */
    private int missing(HubNode node, HubNode origin, Voice.Kind kind, int target, int someClient) {
        Ear some = node.ears().get(someClient);
        int said = nodes.contains(origin)
                ? origin.voice().said(kind, target)
                : some.heardUpTo(origin.index(), kind); // what it took later went with it
        int missing = missing(some, origin, kind, said);
        int step = kind == Voice.Kind.ALL ? 1 : kind == Voice.Kind.TOPIC ? HubNode.TOPICS : clients;
        for (int client = someClient; client < clients; client += step) {
            assertThat(missing(node.ears().get(client), origin, kind, said))
                    .as("missing at client %d of %d", client, node.index())
                    .isEqualTo(missing);
        }
        assertThat(node == origin && missing > 0)
                .as("its own clients miss nothing")
                .isFalse();
        return missing;
    }

    private static int missing(Ear ear, HubNode origin, Voice.Kind kind, int said) {
        return ear.missing(origin.index(), kind) + said - ear.heardUpTo(origin.index(), kind);
    }

    private void checkGap(Ear.Gap gap, int client) {
        HubNode origin = origins.get(gap.origin());
        int target = switch (gap.kind()) {
            case ALL -> 0;
            case TOPIC -> HubNode.topicOf(client);
            case USER -> client;
        };
        for (int number = gap.first(); number <= gap.last(); number++) {
            long time = origin.voice().saidAt(gap.kind(), target, number);
            assertThat(outages).as("lost outside of outages").anyMatch(outage -> outage.covers(time));
        }
    }

    int size() {
        return nodes.size();
    }

    long lost() {
        return nodes.stream().mapToLong(HubNode::lost).sum();
    }

    @Override
    public void close() {
        nodes.forEach(HubNode::close);
    }
}
