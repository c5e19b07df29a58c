package io.shardhub.redis.internal.publish;

import io.shardhub.log.Keys;
import io.shardhub.redis.internal.link.Link;
import io.shardhub.redis.internal.link.Linker;
import io.shardhub.redis.internal.queue.BoundedQueue;
import io.shardhub.redis.internal.wire.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Publishes what a node has to say in one partition, in order, on one connection: it takes what waits, sends it as one batch,
 * and waits for the replies while the next batch gathers. What Redis has not acknowledged when a connection ends is sent again,
 * with the same numbers, so that whoever got it already can tell.
 *
 * <p><b>Threading:</b> any thread; {@link #run} is the lane's thread.
 */
public final class PublishLane implements Runnable {

    /*
     * The queue, the tally and ioSince are shared. The scribe and the batch belong to the lane's thread.
     */
    private static final Logger LOG = LoggerFactory.getLogger(PublishLane.class);
    private static final long BUFFER_BYTES = 64L << 20;
    private static final int PROBES = 8; // that may wait
    private static final int BATCH = 512;
    private static final long BATCH_BYTES = 256 << 10;
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final BoundedQueue<Outbound> queue;
    private final OutgoingTally tally;
    private final Linker linker;
    private final LongConsumer probeAcknowledged;
    private volatile long ioSince; // zero while nothing is asked of Redis

    private final String node;
    private final Scribe scribe;
    private final Transmission transmission;
    private final List<Outbound> taken = new ArrayList<>();
    private final List<Outgoing> batch = new ArrayList<>(); // not acknowledged yet
    private boolean complained;

    /**
     * A lane that is not started.
     *
     * @param buffer messages that may wait
     * @param probeAcknowledged hears of probes that Redis has taken
     */
    public PublishLane(
            Place place,
            int buffer,
            OutgoingTally tally,
            Linker linker,
            Transmission transmission,
            LongConsumer probeAcknowledged) {
        this.queue = new BoundedQueue<>(buffer, BUFFER_BYTES);
        this.tally = tally;
        this.linker = linker;
        this.node = place.self().nodeId();
        this.scribe = new Scribe(place);
        this.transmission = transmission;
        this.probeAcknowledged = probeAcknowledged;
        queue.offerUrgent(new Outbound.Beacon()); // before all messages: who hears it has missed none
    }

    /** Takes a message if there is room. */
    public boolean offer(Outbound.Publication message) {
        tally.accept(); // first, so that it never counts as published before it counts as accepted
        boolean taking = queue.offer(message);
        if (!taking) {
            tally.refuse();
        }
        return taking;
    }

    /** Takes something of the bus itself, which overtakes the messages. */
    public boolean tell(Outbound control) {
        return queue.offerUrgent(control);
    }

    /** Sends a probe, and says up to where others must have heard this node; unless earlier ones still wait. */
    public void probe(LongSupplier nextProbe) {
        if (queue.urgent() < PROBES) {
            queue.offerUrgent(new Outbound.Probe(nextProbe.getAsLong()));
            queue.offerUrgent(new Outbound.Beacon());
        }
    }

    /** Publishes what waits and ends. */
    public void finish() {
        queue.close();
    }

    /** Ends the connection; unless the bus is closed, there will be another one. */
    public void cut() {
        linker.cut();
    }

    /** Ends a connection that hangs for longer than that, or leads to where Redis no longer is. */
    public void watch(long now, long limitNanos) {
        linker.leaveDeposed();
        long since = ioSince;
        if (since != 0 && now - since > limitNanos) {
            linker.cut();
        }
    }

    @Override
    public void run() {
        try {
            boolean more = true;
            while (more) {
                Link link = linker.connect();
                more = link != null && !isDone(link);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            giveUp();
            scribe.close();
        }
    }

    /** Publishes until the connection fails, or there is nothing more to come. */
    private boolean isDone(Link link) throws InterruptedException {
        try {
            while (refill()) {
                if (!batch.isEmpty()) {
                    carry(link);
                }
            }
            return true;
        } catch (JedisException e) {
            linker.complain(e);
            return false;
        } finally {
            ioSince = 0;
            linker.cut();
        }
    }

    private boolean refill() throws InterruptedException {
        if (!batch.isEmpty()) {
            return true; // to be sent again
        }
        boolean more = queue.take(taken, BATCH, BATCH_BYTES, IDLE_NANOS);
        for (Outbound what : taken) {
            batch.add(scribe.write(what));
        }
        taken.clear();
        return more;
    }

    private void carry(Link link) {
        ioSince = System.nanoTime() | 1;
        List<Object> replies = transmission.transmit(link, batch);
        ioSince = 0;
        int done = 0;
        int published = 0;
        @Nullable JedisDataException refusal = null;
        for (Object reply : replies) {
            if (reply instanceof JedisDataException e && Refusals.isOfTheServer(e)) {
                refusal = e;
                break;
            }
            Outgoing outgoing = batch.get(done++);
            if (reply instanceof JedisDataException e) {
                refuse(outgoing, e);
            } else if (outgoing.isMessage()) {
                published++;
            } else if (outgoing.what() instanceof Outbound.Probe probe) {
                probeAcknowledged.accept(probe.id());
            }
        }
        tally.published(published);
        batch.subList(0, done).clear();
        if (refusal != null) {
            throw refusal; // the rest is for another server, or for later
        }
    }

    /** Redis will never take this one: sending it again would hold up all others. */
    private void refuse(Outgoing outgoing, JedisDataException e) {
        if (outgoing.isMessage()) {
            tally.lost(1);
        }
        if (!complained) {
            complained = true;
            Keys.line(LOG.atWarn(), "publish_refused", node)
                    .setCause(e)
                    .log("node {}: Redis refuses what it publishes; counted as lost, not logged again", node);
        }
    }

    private void giveUp() {
        long messages = batch.stream().filter(Outgoing::isMessage).count();
        batch.clear();
        queue.close();
        try {
            while (queue.take(taken, BATCH, BATCH_BYTES, 0)) {
                messages += taken.stream()
                        .filter(Outbound.Publication.class::isInstance)
                        .count();
                taken.clear();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        tally.lost(messages);
    }
}
