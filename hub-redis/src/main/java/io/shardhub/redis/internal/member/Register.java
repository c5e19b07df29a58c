package io.shardhub.redis.internal.member;

import io.shardhub.cluster.Target;
import io.shardhub.redis.internal.link.Link;
import io.shardhub.redis.internal.wire.Envelope;
import io.shardhub.redis.internal.wire.EnvelopeCodec;
import io.shardhub.redis.internal.wire.KeySpace;
import io.shardhub.redis.internal.wire.Kind;
import io.shardhub.redis.internal.wire.Place;
import io.shardhub.redis.internal.wire.Script;
import io.shardhub.redis.internal.wire.Sender;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;

/** The list of nodes that Redis keeps, changed by scripts only, each of which is atomic. One thread. */
public final class Register {

    private static final byte[] HEARTBEAT = Script.of(Register.class, "heartbeat.lua");
    private static final byte[] LEAVE = Script.of(Register.class, "leave.lua");

    /**
     * What Redis says.
     *
     * @param incarnation of this node; null if a later node took its id
     * @param entries of all nodes
     * @param gone who left or died of late, as {@code how|id|incarnation}
     */
    record Answer(@Nullable Long incarnation, List<NodeEntry> entries, List<String> gone) {}

    private final Sender self;
    private final KeySpace keys;
    private final String publish;
    private final long intervalNanos;
    private final byte[] nudge;

    /** A register in which a node dies that says nothing for one and a half intervals. */
    public Register(Place place, Command publish, long intervalNanos) {
        this.self = place.self();
        this.keys = place.keys();
        this.publish = publish.name();
        this.intervalNanos = intervalNanos;
        try (EnvelopeCodec codec = new EnvelopeCodec()) {
            nudge = codec.encode(Envelope.control(Kind.NUDGE, self.nodeId(), self.epoch(), 0, new Target.All(), ""));
        }
    }

    /** How long a node lives without a word. */
    long expiryNanos() {
        return intervalNanos + intervalNanos / 2;
    }

    /** How often a node is to be heard. */
    long intervalNanos() {
        return intervalNanos;
    }

    /** Says that this node is alive. */
    Answer beat(Link link, long incarnation, String state) {
        List<byte[]> arguments = new ArrayList<>(List.of(
                HEARTBEAT,
                utf8("4"),
                utf8(keys.nodes()),
                utf8(keys.nodes() + ":states"),
                utf8(keys.nodes() + ":gone"),
                utf8(keys.nodes() + ":rested"),
                utf8(self.nodeId()),
                utf8(Long.toHexString(self.epoch())),
                utf8(Long.toString(incarnation)),
                utf8(state),
                utf8(Long.toString(TimeUnit.NANOSECONDS.toMillis(expiryNanos()))),
                utf8(keys.control(0)),
                nudge,
                utf8(publish)));
        return answer((List<?>) link.ask(Command.EVAL, arguments.toArray(byte[][]::new)));
    }

    /** Says that this node leaves. */
    void leave(Link link) {
        link.ask(
                Command.EVAL,
                LEAVE,
                utf8("3"),
                utf8(keys.nodes()),
                utf8(keys.nodes() + ":states"),
                utf8(keys.nodes() + ":gone"),
                utf8(self.nodeId()),
                utf8(Long.toHexString(self.epoch())),
                utf8(keys.control(0)),
                nudge,
                utf8(publish));
    }

    private static Answer answer(List<?> reply) {
        String incarnation = text(reply.get(0));
        List<?> states = (List<?>) reply.get(1);
        List<NodeEntry> entries = new ArrayList<>();
        for (int i = 0; i + 1 < states.size(); i += 2) {
            NodeEntry entry = NodeEntry.parse(text(states.get(i)), text(states.get(i + 1)));
            if (entry != null) {
                entries.add(entry);
            }
        }
        List<String> gone =
                ((List<?>) reply.get(2)).stream().map(Register::text).toList();
        return new Answer(incarnation.isEmpty() ? null : Long.valueOf(incarnation), entries, gone);
    }

    private static String text(Object bytes) {
        return new String((byte[]) bytes, StandardCharsets.UTF_8);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
