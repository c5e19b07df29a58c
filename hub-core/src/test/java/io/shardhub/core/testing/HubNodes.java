package io.shardhub.core.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.auth.Identity;
import io.shardhub.cluster.Cluster;
import io.shardhub.cluster.NodeStatus;
import io.shardhub.contract.RecordingConnection;
import io.shardhub.core.HubParts;
import io.shardhub.core.ShardedHub;
import io.shardhub.core.cluster.LoopbackCluster;
import io.shardhub.event.HubEvent;
import io.shardhub.options.ClusterOptions;
import io.shardhub.options.HubOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Hubs that are nodes of one {@link LoopbackCluster}, all on one {@link ManualRuntime}. */
public final class HubNodes implements AutoCloseable {

    /** A heartbeat of one second. */
    public static final ClusterOptions CLUSTER =
            ClusterOptions.defaults(1).withHeartbeat(Duration.ofSeconds(1)).withBuffer(1_024);

    private final ManualRuntime runtime;
    private final LoopbackCluster engine;
    private final HubOptions options;
    private final Map<String, ShardedHub> hubs = new TreeMap<>();
    private final Map<String, List<HubEvent>> events = new TreeMap<>();

    /** No nodes yet; each will have two shards and these options of the cluster, and the url {@code ws://<id>}. */
    public HubNodes(ManualRuntime runtime, ClusterOptions cluster) {
        this.runtime = runtime;
        this.engine = new LoopbackCluster(runtime, cluster);
        this.options = HubRig.options(2).withCluster(cluster);
    }

    /** Starts a node. */
    public ShardedHub start(String id) {
        return start(id, options.shards().clientsPerShard());
    }

    /** Starts a node that takes so many clients per shard. */
    public ShardedHub start(String id, int clientsPerShard) {
        HubParts parts = HubParts.defaults().withRuntime(runtime).withCluster(engine.newBus());
        HubOptions own = options.withName(id)
                .withShards(options.shards().withClientsPerShard(clientsPerShard))
                .withCluster(options.cluster().withUrl("ws://" + id));
        ShardedHub hub = new ShardedHub(own, parts);
        List<HubEvent> heard = new ArrayList<>();
        hub.listen(heard::add);
        hub.start();
        hubs.put(id, hub);
        events.put(id, heard);
        return hub;
    }

    /** The node. */
    public ShardedHub hub(String id) {
        return Objects.requireNonNull(hubs.get(id), id);
    }

    /** The nodes by id. */
    public Map<String, ShardedHub> hubs() {
        return hubs;
    }

    /** The cluster as that node sees it. */
    public Cluster cluster(String id) {
        return hub(id).cluster();
    }

    /** What happened at that node. */
    public List<HubEvent> events(String id) {
        return Objects.requireNonNull(events.get(id), id);
    }

    /** What connects them. */
    public LoopbackCluster engine() {
        return engine;
    }

    /** The runtime of all. */
    public ManualRuntime runtime() {
        return runtime;
    }

    /** A peer comes to a node; nothing has run yet. */
    public Guest join(String node, String userId) {
        RecordingConnection connection = new RecordingConnection();
        RecordingListener listener = new RecordingListener();
        return new Guest(connection, hub(node).register(connection, Identity.of(userId), listener), listener);
    }

    /** A peer comes to a node and has that topic. */
    public Guest subscribed(String node, String userId, String topic) {
        Guest guest = join(node, userId);
        assertThat(guest.client().subscribe(topic).isAccepted()).isTrue();
        return guest;
    }

    /** Runs everything until nothing more happens without time passing. */
    public HubNodes idle() {
        runtime.runUntilIdle();
        return this;
    }

    /** Lets time pass. */
    public HubNodes advance(Duration duration) {
        runtime.advance(duration);
        return this;
    }

    /** The ids of the nodes that a node knows. */
    public List<String> known(String id) {
        return cluster(id).nodes().stream().map(NodeStatus::id).toList();
    }

    /** Ends all of them. */
    @Override
    public void close() {
        hubs.values().forEach(ShardedHub::close);
        assertThat(runtime.roles()).as("what still runs").isEmpty();
    }
}
