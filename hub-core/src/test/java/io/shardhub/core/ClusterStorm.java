package io.shardhub.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.shardhub.Message;
import io.shardhub.cluster.BusSnapshot;
import io.shardhub.cluster.NodeStatus;
import io.shardhub.core.testing.Guest;
import io.shardhub.core.testing.HubNodes;
import io.shardhub.core.testing.HubRig;
import io.shardhub.core.testing.ManualRuntime;
import io.shardhub.event.HubEvent;
import io.shardhub.options.BalanceOptions;
import io.shardhub.options.ClusterOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Nodes that balance while messages are published, nodes are cut off, the engine is away, and one node is emptied; most peers
 * obey when they are told to go elsewhere, as the JavaScript client does, and some do not.
 */
final class ClusterStorm {

    static final ClusterOptions OPTIONS = HubNodes.CLUSTER
            .withBuffer(1 << 16)
            .withBalance(new BalanceOptions(Duration.ofSeconds(4), 1.2, 40, Duration.ofSeconds(1)));

    private static final Duration STEP = Duration.ofMillis(100);

    private final SplittableRandom random;
    private final HubNodes nodes;
    private final List<String> ids;
    private final List<Peer> peers = new ArrayList<>();
    private final Map<String, Guest> residents = new TreeMap<>(); // one for each node, who stays
    private final Map<String, Integer> published = new TreeMap<>();
    private int asked;

    /** A client program with its connection of the moment. */
    private final class Peer {
        private final boolean obeys;
        private final String user;
        private @Nullable Guest guest;
        private String node;
        private int read;
        private int waiting; // steps until it comes again

        Peer(String user, String node, boolean obeys) {
            this.user = user;
            this.node = node;
            this.obeys = obeys;
        }

        void step() {
            Guest current = guest;
            if (current == null) {
                if (waiting-- <= 0) {
                    guest = nodes.join(node, user);
                    read = 0;
                }
            } else if (current.closeCode() != 0 || !current.client().isOpen()) {
                leave(
                        current,
                        ids.get(random.nextInt(ids.size())),
                        1_000); // it was refused or closed: any node will do
            } else {
                current.registration().heard(); // it answers pings
                readNext(current);
            }
        }

        private void readNext(Guest current) {
            List<String> texts = current.texts();
            for (; read < texts.size(); read++) {
                JsonObject message = JsonParser.parseString(texts.get(read)).getAsJsonObject();
                if (obeys && message.get("type").getAsString().equals("hub.reconnect")) {
                    JsonObject data = message.getAsJsonObject("data");
                    JsonElement url = data.get("url");
                    String next = url == null ? node : url.getAsString().substring("ws://".length());
                    leave(current, next, data.get("jitterMs").getAsInt());
                    return;
                }
            }
        }

        void check() {
            Guest current = guest;
            if (current != null) {
                checkTexts(current);
            }
        }

        void end() {
            Guest current = guest;
            if (current != null) {
                current.leave();
            }
        }

        private void leave(Guest current, String next, int jitterMs) {
            checkTexts(current);
            current.leave();
            guest = null;
            node = next;
            waiting = jitterMs == 0 ? 0 : random.nextInt(jitterMs) / (int) STEP.toMillis();
        }
    }

    ClusterStorm(long seed, int count, int crowd) {
        random = new SplittableRandom(seed);
        nodes = new HubNodes(new ManualRuntime(seed), OPTIONS);
        ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String id = "n" + i;
            ids.add(id);
            nodes.start(id, 1_000).listen(event -> {
                if (event instanceof HubEvent.ClientsSentAway away && !away.draining()) {
                    asked += away.clients();
                }
            });
            published.put(id, 0);
        }
        nodes.idle();
        ids.forEach(id -> residents.put(id, nodes.subscribed(id, "resident-" + id, "t")));
        for (int i = 0; i < crowd; i++) {
            peers.add(new Peer("u" + i, "n0", random.nextInt(20) != 0));
        }
        nodes.idle();
    }

    HubNodes nodes() {
        return nodes;
    }

    /** How many clients were asked to go for the sake of balance. */
    int asked() {
        return asked;
    }

    /** Lets time pass; perhaps with trouble. */
    ClusterStorm run(Duration duration, boolean trouble) {
        long steps = duration.dividedBy(STEP);
        for (long step = 0; step < steps; step++) {
            if (trouble) {
                makeTrouble();
            }
            publish();
            peers.forEach(Peer::step);
            residents.values().forEach(resident -> resident.registration().heard());
            nodes.advance(STEP);
        }
        return this;
    }

    private void makeTrouble() {
        String id = ids.get(random.nextInt(ids.size()));
        switch (random.nextInt(100)) {
            case 0 -> nodes.engine().reachable(false);
            case 1, 2, 3, 4 -> nodes.engine().reachable(true);
            case 5 -> nodes.engine().reachable(id, false);
            case 6, 7, 8, 9 -> nodes.engine().reachable(id, true);
            default -> {
                // nothing happens this time
            }
        }
    }

    /** Everything is well again. */
    ClusterStorm calm() {
        nodes.engine().reachable(true);
        ids.forEach(id -> nodes.engine().reachable(id, true));
        nodes.idle();
        return this;
    }

    private void publish() {
        String id = ids.get(random.nextInt(ids.size()));
        int number = published.merge(id, 1, Integer::sum);
        Message message = Message.of("M", "[\"" + id + "\"," + number + "]");
        boolean complete = random.nextBoolean()
                ? nodes.hub(id).broadcast(message).isComplete()
                : nodes.hub(id).publish("t", message).isComplete();
        assertThat(complete).as("published").isTrue();
    }

    /** How full each node is compared with its share; 1 is just right. */
    Map<String, Double> fullness() {
        double all = ids.stream().mapToInt(this::clients).sum();
        Map<String, Double> fullness = new TreeMap<>();
        ids.forEach(id -> fullness.put(id, clients(id) / (all / ids.size())));
        return fullness;
    }

    int clients(String id) {
        return nodes.hub(id).snapshot().clients();
    }

    /** Whoever stayed at a node got what all nodes published, but for what the node was told to be lost; in order and once. */
    void checkDelivery() {
        nodes.advance(Duration.ofSeconds(5));
        int sum = published.values().stream().mapToInt(Integer::intValue).sum();
        for (String id : ids) {
            int got = checkTexts(Objects.requireNonNull(residents.get(id)));
            BusSnapshot.Incoming incoming = nodes.cluster(id).snapshot().bus().incoming();
            long lost = incoming.lost();
            long saidByOthers = saidByOthers(id);
            assertThat(incoming.received() + lost)
                    .as("received and lost at %s", id)
                    .isEqualTo(saidByOthers);
            long questions =
                    saidByOthers - (sum - published.get(id)); // that hubs asked each other; some may be lost, too
            assertThat(got + lost).as("%d got and %d lost at %s", got, lost, id).isBetween((long) sum, sum + questions);
            assertThat(nodes.known(id)).as("nodes known by %s", id).isEqualTo(ids);
        }
        peers.forEach(Peer::check);
        assertThat(nodes.cluster(ids.get(0)).nodes())
                .as("the loads that are known")
                .allSatisfy(node -> assertThat(node.load().clients()).isEqualTo(clients(node.id())))
                .extracting(NodeStatus::id)
                .isEqualTo(ids);
    }

    private long saidByOthers(String id) {
        return ids.stream()
                .filter(other -> !other.equals(id))
                .mapToLong(other ->
                        nodes.cluster(other).snapshot().bus().outgoing().published())
                .sum();
    }

    /** Each origin's messages came in order and once; returns how many came of all. */
    private static int checkTexts(Guest guest) {
        Map<String, Integer> last = new TreeMap<>();
        int count = 0;
        for (String text : guest.texts()) {
            JsonObject message = JsonParser.parseString(text).getAsJsonObject();
            if (message.get("type").getAsString().equals("M")) {
                String origin = message.getAsJsonArray("data").get(0).getAsString();
                int number = message.getAsJsonArray("data").get(1).getAsInt();
                // two targets: order holds within each
                String stream = origin + message.has("topic");
                assertThat(number)
                        .as("number of %s at %s", text, guest.client())
                        .isGreaterThan(last.getOrDefault(stream, 0));
                last.put(stream, number);
                count++;
            }
        }
        return count;
    }

    void end() {
        nodes.hubs().values().forEach(HubRig::balancedBooks);
        residents.values().forEach(Guest::leave);
        peers.forEach(Peer::end);
        nodes.idle();
        nodes.close();
    }
}
