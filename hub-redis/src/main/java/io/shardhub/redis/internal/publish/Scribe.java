package io.shardhub.redis.internal.publish;

import io.shardhub.cluster.Target;
import io.shardhub.redis.internal.wire.Envelope;
import io.shardhub.redis.internal.wire.EnvelopeCodec;
import io.shardhub.redis.internal.wire.KeySpace;
import io.shardhub.redis.internal.wire.Kind;
import io.shardhub.redis.internal.wire.Place;
import io.shardhub.redis.internal.wire.Sender;
import io.shardhub.redis.internal.wire.Tally;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Numbers the messages that a node publishes in one partition, makes envelopes of them, and remembers for whom they were. What the bus
 * itself has to say takes no number, and carries the next one. One thread at a time.
 */
final class Scribe implements AutoCloseable {

    private static final int REMEMBERED = 1 << 16;

    private final Sender self;
    private final KeySpace keys;
    private final int partition;
    private final EnvelopeCodec codec = new EnvelopeCodec();
    private final PublicationRing ring = new PublicationRing(REMEMBERED);

    Scribe(Place place) {
        this.self = place.self();
        this.keys = place.keys();
        this.partition = place.partition();
    }

    /** The envelope. */
    Outgoing write(Outbound what) {
        if (what instanceof Outbound.Publication message) {
            return publication(message);
        }
        if (what instanceof Outbound.Probe probe) {
            return control(what, Kind.PROBE, self.nodeId(), Long.toString(probe.id()));
        }
        if (what instanceof Outbound.Note note) {
            return control(what, note.kind(), note.nodeId(), note.payload());
        }
        if (what instanceof Outbound.Recount question) {
            return control(what, Kind.COUNTED, question.nodeId(), answer(question));
        }
        Envelope beacon = Envelope.control(Kind.BEACON, self.nodeId(), self.epoch(), ring.next(), new Target.All(), "");
        return outgoing(what, keys.control(partition), beacon);
    }

    private Outgoing publication(Outbound.Publication message) {
        return outgoing(
                message,
                keys.channel(message.target()),
                new Envelope(
                        Kind.MESSAGE,
                        self.nodeId(),
                        self.epoch(),
                        ring.next(),
                        message.sequence(),
                        message.sentAtMillis(),
                        message.target(),
                        message.priority(),
                        message.payload()));
    }

    private Outgoing control(Outbound what, Kind kind, String nodeId, String payload) {
        Target target = new Target.Node(nodeId);
        return outgoing(
                what,
                keys.inbox(partition, nodeId),
                Envelope.control(kind, self.nodeId(), self.epoch(), ring.next(), target, payload));
    }

    private Outgoing outgoing(Outbound what, String channel, Envelope envelope) {
        Outgoing outgoing = new Outgoing(what, channel.getBytes(StandardCharsets.UTF_8), codec.encode(envelope));
        if (what instanceof Outbound.Publication message) {
            ring.add(KeySpace.hash(channel), message.takenAt());
        }
        return outgoing;
    }

    private String answer(Outbound.Recount question) {
        long before = question.before() == 0 ? ring.next() : question.before();
        boolean complete = ring.reachesBackTo(question.after()) && before <= ring.next();
        Map<Long, Integer> counts = complete ? ring.count(question.after(), before, question.leftAt()) : Map.of();
        return new Tally(question.after(), question.before(), complete, counts).text();
    }

    @Override
    public void close() {
        codec.close();
    }
}
