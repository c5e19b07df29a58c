package io.shardhub.redis.internal.receive;

import io.shardhub.cluster.Target;
import io.shardhub.log.Keys;
import io.shardhub.redis.internal.publish.Outbound;
import io.shardhub.redis.internal.wire.Envelope;
import io.shardhub.redis.internal.wire.EnvelopeCodec;
import io.shardhub.redis.internal.wire.EnvelopeException;
import io.shardhub.redis.internal.wire.Inquiry;
import io.shardhub.redis.internal.wire.KeySpace;
import io.shardhub.redis.internal.wire.Kind;
import io.shardhub.redis.internal.wire.Place;
import io.shardhub.redis.internal.wire.Sender;
import io.shardhub.redis.internal.wire.Tally;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what becomes of an envelope: tells the listener a message that is new, wanted and not the node's own; answers what
 * other buses ask. Owned by the delivery.
 */
final class Reception implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Reception.class);

    private final Sender self;
    private final KeySpace keys;
    private final ListenerDesk desk;
    private final IncomingTally tally;
    private final Consumer<Outbound> lane;
    private final Origins origins = new Origins();
    private final Accounts accounts;
    private final EnvelopeCodec codec = new EnvelopeCodec();
    private boolean complained;

    Reception(Place place, Listeners listeners, Consumer<Outbound> lane, Accounts accounts) {
        this.self = place.self();
        this.keys = place.keys();
        this.desk = listeners.desk();
        this.tally = listeners.tally();
        this.lane = lane;
        this.accounts = accounts;
    }

    /** The name of this node. */
    String node() {
        return self.nodeId();
    }

    /** Who was heard. */
    Origins origins() {
        return origins;
    }

    /** The envelope in the content, from an offset on; null, and counted, if there is none that this version can read. */
    @Nullable
    Envelope read(byte[] content, int offset) {
        try {
            return codec.decode(content, offset);
        } catch (EnvelopeException e) {
            (e.isNewer() ? tally.skipped : tally.malformed).increment();
            complain(String.valueOf(e.getMessage()));
            return null;
        }
    }

    /** Something arrived that cannot be read at all. */
    void refuse(String why) {
        tally.malformed.increment();
        complain(why);
    }

    private void complain(String why) {
        if (!complained) {
            complained = true;
            Keys.line(LOG.atWarn(), "message_unreadable", node())
                    .log("node {}: what arrived cannot be read, counted and not logged again: {}", node(), why);
        }
    }

    /** The origin of an envelope of another node; null if it is this node's own. */
    @Nullable
    Origin origin(Envelope envelope) {
        if (envelope.epoch() == self.epoch() || envelope.origin().equals(self.nodeId())) {
            if (envelope.kind() == Kind.BEACON) {
                origins.all().forEach(accounts::passed);
            }
            return null;
        }
        Origin origin = origins.find(envelope.epoch());
        if (origin == null) {
            origin = new Origin(envelope.origin(), envelope.epoch(), envelope.number() - 1);
            origins.add(origin);
            if (origin.number > 0) {
                accounts.openBefore(origin, envelope.number());
            }
        }
        return origin;
    }

    /** Gets to know an origin before it is heard; everything that it has published counts. */
    void meet(Sender origin) {
        if (!origin.nodeId().equals(self.nodeId()) && origins.find(origin.epoch()) == null) {
            Origin newcomer = new Origin(origin.nodeId(), origin.epoch(), 0);
            newcomer.proven = false;
            origins.add(newcomer);
        }
    }

    /**
     * Takes an envelope of an origin, unless it is a message that came before.
     *
     * @param wanted whether a message for that target is for this node
     */
    void take(Origin origin, Envelope envelope, boolean wanted) {
        boolean isNew = envelope.last() > origin.number;
        origin.number = Math.max(origin.number, envelope.last());
        switch (envelope.kind()) {
            case MESSAGE -> message(origin, envelope, isNew, wanted);
            case RECOUNT -> answer(envelope);
            case COUNTED -> counted(origin, envelope);
            default -> {} // a beacon: the number was its message
        }
    }

    private void message(Origin origin, Envelope envelope, boolean isNew, boolean wanted) {
        if (isNew && !accounts.isEmpty()) {
            accounts.arrived(origin, KeySpace.hash(keys.channel(envelope.target())));
        }
        if (wanted && isNew) {
            desk.received(envelope.message());
        } else if (wanted) {
            tally.duplicates.increment();
        }
    }

    private void answer(Envelope question) {
        try {
            Inquiry inquiry = Inquiry.parse(question.payload());
            if (inquiry.epoch() == self.epoch()) {
                long now = System.nanoTime(); // later than the node asked, so that nothing is left out that it was owed
                Map<Long, Long> leftAt = new HashMap<>();
                inquiry.leftMillis()
                        .forEach((channel, millis) -> leftAt.put(channel, now - TimeUnit.MILLISECONDS.toNanos(millis)));
                lane.accept(new Outbound.Recount(question.origin(), inquiry.after(), inquiry.before(), leftAt));
            }
        } catch (IllegalArgumentException e) {
            tally.malformed.increment();
        }
    }

    private void counted(Origin origin, Envelope answer) {
        if (answer.target() instanceof Target.Node node && node.nodeId().equals(self.nodeId())) {
            try {
                accounts.answered(origin, Tally.parse(answer.payload()));
            } catch (IllegalArgumentException e) {
                tally.malformed.increment();
            }
        }
    }

    @Override
    public void close() {
        codec.close();
    }
}
