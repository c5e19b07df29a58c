package io.shardhub.redis.internal.publish;

import io.shardhub.log.Keys;
import io.shardhub.redis.internal.link.Link;
import io.shardhub.redis.internal.wire.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * What a lane has under way: envelopes that Redis has not acknowledged yet. They stay the same, with the same numbers, when they have to
 * be sent again. One thread at a time.
 */
final class Batch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Batch.class);

    private final String node;
    private final Scribe scribe;
    private final Transmission transmission;
    private final OutgoingTally tally;
    private final LongConsumer probeAcknowledged;
    private final List<Outgoing> envelopes = new ArrayList<>();
    private boolean sent; // on a connection that may still bring the replies
    private boolean complained;

    Batch(Place place, Transmission transmission, OutgoingTally tally, LongConsumer probeAcknowledged) {
        this.node = place.self().nodeId();
        this.scribe = new Scribe(place);
        this.transmission = transmission;
        this.tally = tally;
        this.probeAcknowledged = probeAcknowledged;
    }

    /** Whether nothing is under way. */
    boolean isEmpty() {
        return envelopes.isEmpty();
    }

    /** Whether nothing is under way any more, when the reply that has arrived, if there is one, is read. */
    boolean isSettled(Link link) {
        if (sent && link.hasReplies()) {
            settle(link);
        }
        return isEmpty();
    }

    /** Numbers it and makes an envelope of it. */
    void add(Outbound what) {
        envelopes.add(scribe.write(what));
    }

    /** Sends all of it, unless that was done. */
    void send(Link link) {
        if (!sent) {
            transmission.send(link, envelopes);
            sent = true;
        }
    }

    /** Reads what Redis says, and keeps what is for another server, or for later. */
    void settle(Link link) {
        List<Object> replies = transmission.replies(link, envelopes);
        sent = false;
        int done = 0;
        int published = 0;
        @Nullable JedisDataException refusal = null;
        for (Object reply : replies) {
            if (reply instanceof JedisDataException e && Refusals.isOfTheServer(e)) {
                refusal = e;
                break;
            }
            Outgoing outgoing = envelopes.get(done++);
            if (reply instanceof JedisDataException e) {
                refuse(outgoing, e);
            } else if (outgoing.isMessage()) {
                published++;
            } else if (outgoing.what() instanceof Outbound.Probe probe) {
                probeAcknowledged.accept(probe.id());
            }
        }
        tally.published(published);
        envelopes.subList(0, done).clear();
        if (refusal != null) {
            throw refusal;
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

    /** The connection has ended: all that is under way is to be sent again. */
    void disconnected() {
        sent = false;
    }

    /** Nothing of it will be sent any more. */
    @Override
    public void close() {
        tally.lost(envelopes.stream().filter(Outgoing::isMessage).count());
        envelopes.clear();
        scribe.close();
    }
}
