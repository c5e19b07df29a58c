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
final class Batch {

    private static final Logger LOG = LoggerFactory.getLogger(Batch.class);

    private final String node;
    private final Scribe scribe;
    private final Transmission transmission;
    private final OutgoingTally tally;
    private final LongConsumer probeAcknowledged;
    private final List<Outgoing> envelopes = new ArrayList<>();
    private boolean sent;
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

    /** Numbers it and makes an envelope of it. */
    void add(Outbound what) {
        envelopes.add(scribe.write(what));
    }

    /** Whether all of it was sent, on a connection that may still bring the replies. */
    boolean isSent() {
        return sent;
    }

    /** Sends all of it. */
    void send(Link link) {
        transmission.send(link, envelopes);
        sent = true;
    }

    /** Reads what Redis says. What it has not taken is for another server, or for later: it is kept, to be sent again. */
    void settle(Link link) {
        sent = false; // the replies are read, or the connection is broken
        List<Object> replies = transmission.replies(link, envelopes);
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

    /** Nothing of it will be sent any more: counts what is lost. */
    void giveUp() {
        tally.lost(envelopes.stream().filter(Outgoing::isMessage).count());
        envelopes.clear();
        scribe.close();
    }
}
