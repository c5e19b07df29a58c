package io.shardhub.redis.internal;

import io.shardhub.redis.internal.publish.ChannelTransmission;
import io.shardhub.redis.internal.publish.LogTransmission;
import io.shardhub.redis.internal.publish.Outbound;
import io.shardhub.redis.internal.publish.OutgoingTally;
import io.shardhub.redis.internal.publish.PublishLane;
import io.shardhub.redis.internal.publish.Transmission;
import io.shardhub.redis.internal.receive.Inlet;
import io.shardhub.redis.internal.receive.Listeners;
import io.shardhub.redis.internal.receive.Others;
import io.shardhub.redis.internal.receive.Subscriptions;
import io.shardhub.redis.internal.receive.Verification;
import io.shardhub.redis.internal.wire.Place;
import java.time.Duration;
import redis.clients.jedis.Protocol.Command;

/**
 * One way to Redis and one back: what is published in a partition stays in order.
 *
 * <p><b>Threading:</b> any thread.
 */
public final class Partition {

    private final Site site;
    private final int index;
    private final PublishLane lane;
    private final Inlet inlet;
    private final Verification verification;

    /** Not started. */
    public Partition(
            Site site, int index, OutgoingTally outgoing, Listeners listeners, Others others, Runnable changed) {
        this.site = site;
        this.index = index;
        Site.Settings settings = site.settings();
        verification = new Verification(settings.probeNanos(), settings.timeoutNanos());
        Place place = new Place(site.self(), site.keys(), index);
        lane = new PublishLane(
                place,
                settings.buffer(),
                outgoing,
                site.linker(index, "publisher-" + index),
                transmission(place),
                verification::acknowledged);
        inlet = new Inlet(
                place,
                site.linker(index, "subscriber-" + index),
                settings.sharded()
                        ? new Subscriptions.Commands(Command.SSUBSCRIBE, Command.SUNSUBSCRIBE)
                        : new Subscriptions.Commands(Command.SUBSCRIBE, Command.UNSUBSCRIBE),
                verification,
                new Inlet.Neighbours(listeners, lane::tell, others, changed),
                settings.retention() == 0 ? null : replay());
    }

    private Transmission transmission(Place place) {
        Site.Settings settings = site.settings();
        Command publish = settings.sharded() ? Command.SPUBLISH : Command.PUBLISH;
        return settings.retention() == 0
                ? new ChannelTransmission(publish)
                : new LogTransmission(place, publish, settings.retention());
    }

    private Inlet.Replay replay() {
        return new Inlet.Replay(site.linker(index, "replay-" + index), site.closed());
    }

    /** Publishes a message if there is room. */
    public boolean publish(Outbound.Publication message) {
        return lane.offer(message);
    }

    /** What the node wants to hear. */
    public Subscriptions subscriptions() {
        return inlet.subscriptions();
    }

    /** Starts the threads; returns the one that publishes. */
    Thread start(Threads threads) {
        inlet.start((role, task) -> threads.start(role + "-" + index, task));
        return threads.start("publisher-" + index, lane);
    }

    /** Sends a probe and a beacon, and ends connections that hang. */
    void tick() {
        lane.probe(verification::next);
        lane.watch(System.nanoTime(), 2 * site.settings().timeoutNanos());
        inlet.tick();
    }

    /** Whether what others publish here is known to arrive. */
    boolean isVerified() {
        return verification.isVerified();
    }

    /** How long the last probe was under way. */
    Duration latency() {
        return verification.latency();
    }

    /** Publishes what waits, if it can. */
    void finish() {
        lane.finish();
    }

    /** Ends connections and threads. */
    void close() {
        lane.cut();
        inlet.close();
    }
}
