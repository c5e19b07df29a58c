package io.shardhub.redis.internal.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.Priority;
import io.shardhub.cluster.Target;
import io.shardhub.redis.fixture.RedisServer;
import io.shardhub.redis.internal.link.Link;
import io.shardhub.redis.internal.link.Linker;
import io.shardhub.redis.internal.link.Linkers;
import io.shardhub.redis.internal.wire.Envelope;
import io.shardhub.redis.internal.wire.EnvelopeCodec;
import io.shardhub.redis.internal.wire.EnvelopeException;
import io.shardhub.redis.internal.wire.KeySpace;
import io.shardhub.redis.internal.wire.Kind;
import io.shardhub.redis.internal.wire.LogId;
import io.shardhub.redis.internal.wire.Place;
import io.shardhub.redis.internal.wire.Sender;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.StreamEntryID;

/** What a real Redis keeps and hands on of what a node publishes in mode STREAMS. */
@Timeout(60)
final class LogTransmissionTest {

    private static final int RETENTION = 100;
    private static final Outbound BEACON = new Outbound.Beacon();

    private final Place place = new Place(new Sender("me", 7), new KeySpace("hub", 1, false), 0);
    private final RedisServer redis = RedisServer.start();
    private final Jedis jedis = redis.jedis();
    private final Scribe scribe = new Scribe(place);
    private final EnvelopeCodec codec = new EnvelopeCodec();
    private final Transmission transmission = new LogTransmission(place, Command.PUBLISH, RETENTION);
    private final Linker publisher = linker();
    private final Linker listener = linker();
    private final Link link = publisher.tryConnect();

    private Linker linker() {
        return Linkers.to(redis.port());
    }

    @AfterEach
    void close() {
        publisher.cut();
        listener.cut();
        scribe.close();
        codec.close();
        jedis.close();
        redis.close();
    }

    private static Outbound message(int number) {
        return new Outbound.Publication(new Target.All(), Priority.NORMAL, number, 0, 0, Integer.toString(number));
    }

    private List<Object> transmit(Outbound... batch) {
        List<Outgoing> envelopes = Stream.of(batch).map(scribe::write).toList();
        transmission.send(link, envelopes);
        return transmission.replies(link, envelopes);
    }

    /** What the log has: messages by their payloads, and the bus' own by their kinds. */
    private List<String> log() {
        return jedis.xrange(utf8("hub:log"), utf8("-"), utf8("+")).stream()
                .map(entry -> (byte[]) ((List<?>) ((List<?>) entry).get(1)).get(1))
                .map(envelope -> text(envelope, 0))
                .toList();
    }

    private List<String> ids() {
        return jedis.xrange("hub:log", (StreamEntryID) null, null).stream()
                .map(entry -> entry.getID().toString())
                .toList();
    }

    private String text(byte[] bytes, int offset) {
        try {
            Envelope envelope = codec.decode(bytes, offset);
            return envelope.kind() == Kind.MESSAGE ? envelope.payload() : envelope.kind() + " " + envelope.number();
        } catch (EnvelopeException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void busItselfPushesNoMessageOutOfTheLog() {
        List<String> messages =
                IntStream.range(0, RETENTION).mapToObj(Integer::toString).toList();
        IntStream.range(0, RETENTION).forEach(number -> transmit(message(number)));

        for (int i = 0; i < 5; i++) {
            transmit(Collections.nCopies(RETENTION, BEACON).toArray(Outbound[]::new));
            transmit(new Outbound.Note(Kind.RECOUNT, "you", "1 2 0"), new Outbound.Recount("you", 0, 0, Map.of()));
        }

        assertThat(log()).isEqualTo(messages);
    }

    @Test
    void whateverIsHeardNamesThePlaceUpToWhichTheLogWasWritten() {
        Link subscribed = listener.tryConnect();
        subscribed.sendCommand(Command.SUBSCRIBE, "hub:all", "hub:control");
        subscribed.flush();
        subscribed.read();
        subscribed.read();

        transmit(BEACON, message(1), BEACON, message(2));
        transmit(BEACON);

        List<String> ids = ids();
        assertThat(log()).as("the log, which is never without a place").containsExactly("BEACON 1", "1", "2");
        List<String> heard = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            byte[] content = (byte[]) ((List<?>) subscribed.read()).get(2);
            int length = LogId.lengthIn(content);
            heard.add(new String(content, 0, length, StandardCharsets.US_ASCII) + " " + text(content, length + 1));
        }
        assertThat(heard)
                .containsExactly(
                        ids.get(0) + " BEACON 1",
                        ids.get(1) + " 1",
                        ids.get(1) + " BEACON 2",
                        ids.get(2) + " 2",
                        ids.get(2) + " BEACON 3");
    }

    private List<String> writers() {
        return jedis.zrange("hub:writers", 0, -1);
    }

    @Test
    void whoWritesIsNotedOnceAndBehindThoseWhoBeganBefore() {
        jedis.zadd("hub:writers", 4e15, "1 with a clock that is ahead");

        transmit(BEACON, message(1));
        List<String> first = writers();
        transmit(BEACON, message(2));

        assertThat(first).containsExactly("1 with a clock that is ahead", "7 me");
        assertThat(writers()).isEqualTo(first);
        assertThat(jedis.zscore("hub:writers", "7 me")).isEqualTo(4e15 + 1);
        assertThat(jedis.pttl("hub:writers")).isPositive();
        assertThat(jedis.pttl("hub:log")).isPositive();
    }

    @Test
    void lastThousandWritersAreRemembered() {
        IntStream.range(0, 1_025).forEach(began -> jedis.zadd("hub:writers", began, "1 n" + began));

        transmit(BEACON);

        assertThat(writers()).hasSize(1_024).startsWith("1 n2").endsWith("7 me");
    }

    @Test
    void everyPartOfABatchHasAReply() {
        List<Object> replies = transmit(new Outbound.Probe(1), message(1), new Outbound.Probe(2), BEACON);
        assertThat(replies).containsExactly(0L, 2L, 0L, 2L);
    }
}
