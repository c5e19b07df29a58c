package io.shardhub.redis.internal;

import io.shardhub.Priority;
import io.shardhub.SendResult;
import io.shardhub.cluster.BusSnapshot;
import io.shardhub.cluster.ClusterListener;
import io.shardhub.cluster.NodeInfo;
import io.shardhub.cluster.NodeLoad;
import io.shardhub.cluster.NodeStatus;
import io.shardhub.cluster.Target;
import io.shardhub.redis.internal.link.Lookout;
import io.shardhub.redis.internal.member.Heartbeat;
import io.shardhub.redis.internal.member.Register;
import io.shardhub.redis.internal.publish.Outbound;
import io.shardhub.redis.internal.publish.OutgoingTally;
import io.shardhub.redis.internal.receive.IncomingTally;
import io.shardhub.redis.internal.receive.ListenerDesk;
import io.shardhub.redis.internal.receive.Listeners;
import io.shardhub.redis.internal.wire.EnvelopeCodec;
import io.shardhub.redis.internal.wire.Place;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;

/**
 * A bus from its start to its close.
 *
 * <p><b>Threading:</b> any thread.
 */
public final class RunningBus {

    private static final long FINISH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Site site;
    private final Clock clock;
    private final Threads threads;
    private final OutgoingTally outgoing = new OutgoingTally();
    private final IncomingTally incoming = new IncomingTally();
    private final ListenerDesk desk;
    private final Heartbeat heartbeat;
    private final @Nullable Lookout lookout;
    private final Keeper keeper;
    private final List<Partition> partitions = new ArrayList<>(); // filled by the constructor
    private final List<Thread> finishing = new ArrayList<>(); // filled by start
    private final AtomicLong sequence = new AtomicLong();

    /** Not started. */
    public RunningBus(Site site, NodeInfo self, int partitionCount, Clock clock, ClusterListener listener) {
        this.site = site;
        this.clock = clock;
        this.threads = new Threads("redis-" + self.id() + "-");
        this.desk = new ListenerDesk(self.id(), listener, incoming);
        Site.Settings settings = site.settings();
        Lookout lookout = site.lookout();
        this.lookout = lookout;
        this.heartbeat = new Heartbeat(
                self,
                settings.layout(partitionCount),
                new Register(
                        new Place(site.self(), site.keys(), 0),
                        settings.sharded() ? Command.SPUBLISH : Command.PUBLISH,
                        settings.heartbeatNanos()),
                site.linker(0, "heartbeat"),
                desk,
                () -> lookout == null || lookout.wasConfirmedWithin(settings.heartbeatNanos()));
        Listeners listeners = new Listeners(desk, incoming);
        for (int i = 0; i < partitionCount; i++) {
            partitions.add(new Partition(site, i, outgoing, listeners, heartbeat.others(), this::changed));
        }
        this.keeper = new Keeper(partitions, desk, () -> fault() != null, settings.probeNanos(), site.closed());
    }

    /** Starts the threads. */
    public void start() {
        partitions.forEach(partition -> finishing.add(partition.start(threads)));
        finishing.add(threads.start("heartbeat", heartbeat));
        threads.start("keeper", keeper);
        threads.start("news", desk);
        if (lookout != null) {
            threads.start("lookout", lookout);
        }
    }

    private void changed() {
        keeper.wakeUp();
        heartbeat.nudge();
    }

    /** Publishes a message if there is room. */
    public SendResult publish(Target target, Priority priority, String payload) {
        if (payload.length() > EnvelopeCodec.MAX_CHARS) {
            throw new IllegalArgumentException(
                    "payload: " + payload.length() + " characters (expected: at most " + EnvelopeCodec.MAX_CHARS + ")");
        }
        Outbound.Publication message = new Outbound.Publication(
                target, priority, sequence.incrementAndGet(), clock.millis(), System.nanoTime(), payload);
        return partition(target).publish(message) ? SendResult.ACCEPTED : SendResult.REFUSED;
    }

    /** Wants to hear what is for a target. */
    public void subscribe(Target target) {
        partition(target).subscriptions().want(target);
    }

    /** No longer wants it. */
    public void unsubscribe(Target target) {
        partition(target).subscriptions().leave(target);
    }

    private Partition partition(Target target) {
        return partitions.get(site.keys().partition(target));
    }

    /** What others are to know of this node. */
    public void report(NodeLoad load) {
        heartbeat.report(load);
    }

    /** Those that are known to be alive. */
    public List<NodeStatus> nodes() {
        return heartbeat.nodes();
    }

    /** The figures now. */
    public BusSnapshot snapshot() {
        int subscriptions = partitions.stream()
                .mapToInt(partition -> partition.subscriptions().size())
                .sum();
        Duration latency = partitions.stream()
                .map(Partition::latency)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
        return new BusSnapshot(
                keeper.isVerified(),
                keeper.outages(),
                subscriptions,
                outgoing.snapshot(),
                incoming.snapshot(),
                latency,
                fault());
    }

    /** Why this node cannot work beside the others; null if it can. */
    private @Nullable String fault() {
        String fault = heartbeat.fault();
        return fault == null && lookout != null ? lookout.fault() : fault;
    }

    /** Publishes what waits and leaves, if that is possible within a second; ends connections and threads. */
    public void close() {
        desk.close();
        partitions.forEach(Partition::finish);
        heartbeat.close();
        long deadline = System.nanoTime() + FINISH_NANOS;
        finishing.forEach(thread -> Threads.await(thread, deadline - System.nanoTime()));
        site.closed().countDown();
        partitions.forEach(Partition::close);
        heartbeat.cut();
        keeper.wakeUp();
        threads.awaitEnd(FINISH_NANOS);
    }
}
