package io.shardhub.redis.internal.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shardhub.Priority;
import io.shardhub.cluster.ClusterListener;
import io.shardhub.cluster.ClusterMessage;
import io.shardhub.cluster.Loss;
import io.shardhub.cluster.Target;
import io.shardhub.redis.fixture.RedisServer;
import io.shardhub.redis.internal.link.Dialer;
import io.shardhub.redis.internal.link.FixedServer;
import io.shardhub.redis.internal.link.Linker;
import io.shardhub.redis.internal.publish.Outbound;
import io.shardhub.redis.internal.wire.Envelope;
import io.shardhub.redis.internal.wire.EnvelopeCodec;
import io.shardhub.redis.internal.wire.KeySpace;
import io.shardhub.redis.internal.wire.Kind;
import io.shardhub.redis.internal.wire.Place;
import io.shardhub.redis.internal.wire.Sender;
import io.shardhub.redis.internal.wire.Tally;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.params.XAddParams;

/** What is read again from a log in a real Redis, whatever became of that log. */
@Timeout(60)
final class LogReplayTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long A = 5;
    private static final long B = 6;

    private final RedisServer redis = RedisServer.start();
    private final Jedis jedis = redis.jedis();
    private final EnvelopeCodec codec = new EnvelopeCodec();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Place place = new Place(new Sender("me", 1), new KeySpace("hub", 1, false), 0);
    private final Set<Long> alive = ConcurrentHashMap.newKeySet();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final Map<String, Runnable> meanwhile = new ConcurrentHashMap<>(); // by what is told
    private final List<Outbound> sent = new CopyOnWriteArrayList<>();
    private final IncomingTally tally = new IncomingTally();
    private final ListenerDesk desk = new ListenerDesk(
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
    private final Accounts accounts = new Accounts(desk, sent::add, new Others() {
        @Override
        public boolean isAlive(long epoch) {
            return alive.contains(epoch);
        }

        @Override
        public boolean isYounger(long epoch) {
            return true;
        }
    });
    private final Subscriptions subscriptions =
            new Subscriptions(place, new Subscriptions.Commands(Command.SUBSCRIBE, Command.UNSUBSCRIBE), linker());
    private final Reception reception =
            new Reception(place, subscriptions, new Listeners(desk, tally), sent::add, accounts);
    private final LogReplay replay =
            new LogReplay(place, reception, accounts, subscriptions, new Inlet.Replay(linker(), closed));

    private Linker linker() {
        return new Linker(
                "a",
                "test",
                new FixedServer(new HostAndPort("127.0.0.1", redis.port())),
                new Dialer(DefaultJedisClientConfig.builder().resp2().build(), null),
                closed);
    }

    @BeforeEach
    void join() {
        alive.addAll(Set.of(A, B));
    }

    @AfterEach
    void close() {
        closed.countDown();
        reception.close();
        codec.close();
        jedis.close();
        redis.close();
    }

    private byte[] envelope(long epoch, long number, String payload) {
        return codec.encode(new Envelope(
                Kind.MESSAGE, "n" + epoch, epoch, number, number, 0, new Target.All(), Priority.NORMAL, payload));
    }

    private void log(long millis, long epoch, long number) {
        jedis.xadd(
                utf8("hub:log"),
                XAddParams.xAddParams().id(millis + "-1"),
                Map.of(utf8("e"), envelope(epoch, number, epoch + " " + number)));
    }

    /** On a channel, with its place in the log. */
    private void arrives(long millis, long epoch, long number) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(utf8(millis + "-1|"));
        content.writeBytes(envelope(epoch, number, epoch + " " + number));
        replay.received(content.toByteArray());
    }

    private void published(long millis, long epoch, long number) {
        log(millis, epoch, number);
        arrives(millis, epoch, number);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void nothingIsMissing() {
        assertThat(sent).as("questions after what is missing").isEmpty();
        assertThat(tally.snapshot().gaps()).as("gaps").isZero();
    }

    @Test
    void whatArrivesDuringAnOutageComesFromTheLogAndInOrder() throws Exception {
        replay.restored();
        published(1_000, A, 1);
        replay.broken(Map.of());
        log(2_000, A, 2);
        published(3_000, A, 3);
        assertThat(told).containsExactly("5 1");

        replay.restored();

        published(4_000, A, 4);
        assertThat(told).containsExactly("5 1", "5 2", "5 3", "5 4");
        nothingIsMissing();
    }

    @Test
    void whoFailsBeforeThePagesReadsThemAllTheNextTime() throws Exception {
        replay.restored();
        published(1_000, A, 1);
        replay.broken(Map.of());
        log(2_000, A, 2);
        log(1_000 + 50_000, A, 3);
        jedis.aclSetUser("default", "-xrange");

        Thread restoring = new Thread(this::restore);
        restoring.start();
        await().atMost(PATIENCE).until(() -> !jedis.aclLog().isEmpty());
        assertThat(told).containsExactly("5 1");
        jedis.aclSetUser("default", "+xrange");
        restoring.join();

        assertThat(told).containsExactly("5 1", "5 2", "5 3");
        nothingIsMissing();
    }

    private void restore() {
        try {
            replay.restored();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** As after a failover to a replica that lagged behind, and whose clock does. */
    @Test
    void logThatEndsBeforeWhatWasHeardIsReadFromItsBeginning() throws Exception {
        replay.restored();
        published(1_000, A, 1);
        published(90_000, A, 2);
        replay.broken(Map.of());
        jedis.del("hub:log");
        log(1_000, A, 1);
        log(80_000, A, 3);

        replay.restored();

        assertThat(told).containsExactly("5 1", "5 2", "5 3");
        nothingIsMissing();
    }

    /** The log goes on at a server whose clock is behind, and has passed by what was heard when it is read. */
    @Test
    void whatWasLoggedAtAnEarlierTimeThanWhatWasHeardIsHeardToo() throws Exception {
        replay.restored();
        published(1_000, A, 1);
        published(3_000, B, 1);
        replay.broken(Map.of());
        jedis.del("hub:log");
        log(1_000, A, 1);
        log(2_000, A, 2);
        log(4_000, B, 2);

        replay.restored();

        assertThat(told).containsExactly("5 1", "6 1", "5 2", "6 2");
        nothingIsMissing();
    }

    @Test
    void whatTheLogHasNoMoreIsAskedFor() throws Exception {
        replay.restored();
        published(1_000, A, 1);
        replay.broken(Map.of());
        jedis.del("hub:log");
        log(2_000, A, 3);

        replay.restored();

        assertThat(told).containsExactly("5 1", "5 3");
        assertThat(sent).containsExactly(new Outbound.Note(Kind.RECOUNT, "n5", A + " 1 3"));
    }

    /* --------------- The log has lost what an origin said, and the origin says nothing more --------------- */

    private static final String UNKNOWN = "lost " + Loss.UNKNOWN + " GAP";

    private void hearsItself(int times) {
        for (int i = 0; i < times; i++) {
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            content.writeBytes(utf8("1000-1|"));
            content.writeBytes(codec.encode(Envelope.control(Kind.BEACON, "me", 1, 1, new Target.All(), "")));
            replay.received(content.toByteArray());
        }
    }

    private void bothAreHeard() throws InterruptedException {
        replay.restored();
        published(1_000, A, 1);
        published(1_001, B, 1);
    }

    /** A says something more and goes, and the log loses it. */
    private void trimmedOutage() {
        replay.broken(Map.of());
        log(2_000, A, 2);
        log(3_000, B, 2);
        jedis.xtrim("hub:log", 1, false);
        alive.remove(A);
    }

    @Test
    void originThatIsGoneAndThatTheLogHasForgottenLeavesALossThatNobodyCanCount() throws Exception {
        bothAreHeard();
        trimmedOutage();

        replay.restored();
        accounts.askAll();
        accounts.askAll();

        assertThat(told).containsExactly("5 1", "6 1", "6 2", UNKNOWN);
        assertThat(accounts.isEmpty()).isTrue();
    }

    @Test
    void originThatIsThereAndThatTheLogHasForgottenIsAsked() throws Exception {
        bothAreHeard();
        trimmedOutage();
        alive.add(A);

        replay.restored();
        arrives(4_000, A, 3);
        accounts.askAll();

        assertThat(sent).containsExactly(new Outbound.Note(Kind.RECOUNT, "n5", A + " 1 0"));
        Map<Long, Integer> counts = Map.of(KeySpace.hash("hub:all"), 2);
        accounts.answered(new Origin("n5", A, 3), new Tally(1, 0, true, counts));
        assertThat(told).containsExactly("5 1", "6 1", "6 2", "5 3", "lost 1 GAP");
    }

    @Test
    void whoIsGoneWhileTheLogLosesNothingLeavesNoLoss() throws Exception {
        bothAreHeard();
        replay.broken(Map.of());
        alive.remove(A);
        log(3_000, B, 2);

        replay.restored();
        accounts.askAll();

        assertThat(told).containsExactly("5 1", "6 1", "6 2");
        nothingIsMissing();
    }

    @Test
    void whoWasGoneLongBeforeTheOutageLeavesNoLoss() throws Exception {
        bothAreHeard();
        alive.remove(A);
        hearsItself(16);
        trimmedOutage();

        replay.restored();
        accounts.askAll();
        accounts.askAll();

        assertThat(told).containsExactly("5 1", "6 1", "6 2");
    }

    /** This node may have been deaf already when the register told. */
    @Test
    void whoWentJustBeforeTheOutageLeavesALoss() throws Exception {
        bothAreHeard();
        alive.remove(A);
        hearsItself(15);
        trimmedOutage();

        replay.restored();
        accounts.askAll();
        accounts.askAll();

        assertThat(told).containsExactly("5 1", "6 1", "6 2", UNKNOWN);
    }

    @Test
    void whatIsTrimmedWhileTheLogIsReadIsNoticed() throws Exception {
        replay.restored();
        published(1_000, B, 1);
        published(1_001, A, 1);
        replay.broken(Map.of());
        for (int number = 2; number <= 600; number++) {
            log(2_000 + number, B, number);
        }
        log(2_601, A, 2);
        log(2_602, B, 601);
        alive.remove(A);
        meanwhile.put("6 500", () -> jedis.xtrim("hub:log", 1, false));

        replay.restored();
        accounts.askAll();
        accounts.askAll();

        assertThat(told).endsWith("6 511", "6 601", UNKNOWN);
    }

    @Test
    void whatWasMissingIsNotForgottenWhenRedisFailsWhileTheLogIsRead() throws Exception {
        replay.restored();
        published(1_000, B, 1);
        published(1_001, A, 1);
        replay.broken(Map.of());
        jedis.xtrim("hub:log", 0, false);
        log(2_000, B, 2);
        alive.remove(A);
        meanwhile.put("6 2", () -> jedis.aclSetUser("default", "-xrange"));

        Thread restoring = new Thread(this::restore);
        restoring.start();
        await().atMost(PATIENCE).until(() -> !jedis.aclLog().isEmpty());
        jedis.aclSetUser("default", "+xrange");
        restoring.join();
        accounts.askAll();
        accounts.askAll();

        assertThat(told).containsExactly("6 1", "5 1", "6 2", UNKNOWN);
    }
}
