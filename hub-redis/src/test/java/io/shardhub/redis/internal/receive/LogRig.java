package io.shardhub.redis.internal.receive;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.Priority;
import io.shardhub.cluster.ClusterListener;
import io.shardhub.cluster.ClusterMessage;
import io.shardhub.cluster.Loss;
import io.shardhub.cluster.Target;
import io.shardhub.redis.fixture.RedisServer;
import io.shardhub.redis.internal.link.Linker;
import io.shardhub.redis.internal.link.Linkers;
import io.shardhub.redis.internal.publish.Outbound;
import io.shardhub.redis.internal.wire.Envelope;
import io.shardhub.redis.internal.wire.EnvelopeCodec;
import io.shardhub.redis.internal.wire.KeySpace;
import io.shardhub.redis.internal.wire.Kind;
import io.shardhub.redis.internal.wire.Place;
import io.shardhub.redis.internal.wire.Sender;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.params.XAddParams;

/** A log in a real Redis, what two origins publish there and on channels, and who reads it again. */
abstract class LogRig {

    static final Duration PATIENCE = Duration.ofSeconds(30);
    static final Target ALL = new Target.All();
    static final Target TOPIC = new Target.Topic("t");
    static final long A = 5;
    static final long B = 6;
    static final long C = 7;

    final RedisServer redis = RedisServer.start();
    final Jedis jedis = redis.jedis();
    final EnvelopeCodec codec = new EnvelopeCodec();
    final CountDownLatch closed = new CountDownLatch(1);
    final Place place = new Place(new Sender("me", 1), new KeySpace("hub", 1, false), 0);
    final Set<Long> alive = ConcurrentHashMap.newKeySet();
    final List<String> told = new CopyOnWriteArrayList<>();
    final Map<String, Runnable> meanwhile = new ConcurrentHashMap<>(); // by what is told
    final List<Outbound> sent = new CopyOnWriteArrayList<>();
    final IncomingTally tally = new IncomingTally();
    private int writers;
    final ListenerDesk desk = new ListenerDesk(
            "a",
            new ClusterListener() {
                @Override
                public void received(ClusterMessage message) {
                    told.add(message.payload());
                    meanwhile.getOrDefault(message.payload(), () -> {}).run();
                }

                @Override
                public void lost(Loss loss) {
                    told.add("lost " + loss.messages() + " " + loss.cause());
                }
            },
            tally);
    final Accounts accounts = new Accounts(desk, sent::add, new Others() {
        @Override
        public boolean isAlive(long epoch) {
            return alive.contains(epoch);
        }

        @Override
        public boolean isYounger(long epoch) {
            return true;
        }
    });
    final Subscriptions subscriptions =
            new Subscriptions(place, new Subscriptions.Commands(Command.SUBSCRIBE, Command.UNSUBSCRIBE), linker());
    final Reception reception = new Reception(place, new Listeners(desk, tally), sent::add, accounts);
    final LogReplay replay =
            new LogReplay(place, reception, accounts, subscriptions, new Inlet.Replay(linker(), closed));

    final Linker linker() {
        return Linkers.to(redis.port(), closed);
    }

    @BeforeEach
    void join() {
        alive.addAll(Set.of(A, B));
        confirmed(ALL);
    }

    @AfterEach
    void close() {
        closed.countDown();
        reception.close();
        codec.close();
        jedis.close();
        redis.close();
    }

    /** Is noted among those who write, as before its first message. */
    final void begins(long epoch) {
        jedis.zadd("hub:writers", ++writers, new Sender("n" + epoch, epoch).text());
    }

    final byte[] envelope(long epoch, long number, Target target) {
        String payload = epoch + " " + number;
        return codec.encode(
                new Envelope(Kind.MESSAGE, "n" + epoch, epoch, number, number, 0, target, Priority.NORMAL, payload));
    }

    final void log(long millis, long epoch, long number) {
        log(millis, epoch, number, ALL);
    }

    final void log(long millis, long epoch, long number, Target target) {
        jedis.xadd(
                utf8("hub:log"),
                XAddParams.xAddParams().id(millis + "-1"),
                Map.of(utf8("e"), envelope(epoch, number, target)));
    }

    /** On a channel, with its place in the log. */
    final void arrives(long millis, long epoch, long number) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(utf8(millis + "-1|"));
        content.writeBytes(envelope(epoch, number, ALL));
        replay.received(content.toByteArray());
    }

    final void published(long millis, long epoch, long number) {
        log(millis, epoch, number);
        arrives(millis, epoch, number);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    final void breaks() {
        accounts.broken(subscriptions.listening());
        replay.broken();
    }

    final void confirmed(Target target) {
        replay.confirmed(Objects.requireNonNull(subscriptions.find(target)));
    }

    final void nothingIsMissing() {
        assertThat(sent).as("questions after what is missing").isEmpty();
        assertThat(tally.snapshot().gaps()).as("gaps").isZero();
    }

    final void restore() {
        try {
            replay.restored();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
