package io.shardhub.redis.internal.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shardhub.Priority;
import io.shardhub.cluster.BusSnapshot;
import io.shardhub.cluster.Target;
import io.shardhub.redis.fixture.RedisServer;
import io.shardhub.redis.internal.link.Link;
import io.shardhub.redis.internal.link.Linkers;
import io.shardhub.redis.internal.wire.Envelope;
import io.shardhub.redis.internal.wire.EnvelopeCodec;
import io.shardhub.redis.internal.wire.EnvelopeException;
import io.shardhub.redis.internal.wire.KeySpace;
import io.shardhub.redis.internal.wire.Kind;
import io.shardhub.redis.internal.wire.Place;
import io.shardhub.redis.internal.wire.Sender;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/** What a lane says, in which order, and what it does about each answer. The connections are real; the test answers for Redis. */
@Timeout(60)
final class PublishLaneTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Target ALL = new Target.All();

    private final RedisServer redis = RedisServer.start();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final OutgoingTally tally = new OutgoingTally();
    private final List<List<String>> batches = new CopyOnWriteArrayList<>(); // as they were sent
    private final Set<Thread> senders = ConcurrentHashMap.newKeySet(); // of those
    private final Set<Thread> readers = ConcurrentHashMap.newKeySet(); // of the replies
    private final List<Long> acknowledged = new CopyOnWriteArrayList<>();
    private final Queue<Function<List<Outgoing>, List<Object>>> answers = new ConcurrentLinkedQueue<>();
    private volatile boolean publisherFails;
    private volatile Link used;
    private final EnvelopeCodec codec = new EnvelopeCodec();
    private final PublishLane lane = new PublishLane(
            new Place(new Sender("me", 7), new KeySpace("hub", 1, false), 0),
            3,
            tally,
            Linkers.to(redis.port(), closed),
            new Answering(),
            acknowledged::add);
    private final Thread thread = new Thread(lane);

    /** Asks Redis for something, and answers something else. */
    private final class Answering implements Transmission {

        @Override
        public void send(Link link, List<Outgoing> batch) {
            used = link;
            senders.add(Thread.currentThread());
            batches.add(batch.stream().map(PublishLaneTest.this::text).toList());
            if (publisherFails && Thread.currentThread() != thread) {
                publisherFails = false;
                lane.cut();
            }
            batch.forEach(outgoing -> link.sendCommand(Command.PING));
            link.flush();
        }

        @Override
        public List<Object> replies(Link link, List<Outgoing> batch) {
            link.replies(batch.size());
            readers.add(Thread.currentThread());
            Function<List<Outgoing>, List<Object>> answer = answers.poll();
            return answer == null ? Collections.nCopies(batch.size(), 1L) : answer.apply(batch);
        }
    }

    @AfterEach
    void close() throws InterruptedException {
        lane.finish();
        closed.countDown();
        lane.cut();
        thread.join();
        codec.close();
        redis.close();
    }

    private String text(Outgoing outgoing) {
        try {
            Envelope envelope = codec.decode(outgoing.envelope(), 0);
            return envelope.kind() == Kind.MESSAGE
                    ? envelope.number() + ":" + envelope.payload()
                    : envelope.kind() + " " + envelope.number();
        } catch (EnvelopeException e) {
            throw new AssertionError(e);
        }
    }

    private boolean offer(String payload) {
        return lane.offer(new Outbound.Publication(ALL, Priority.NORMAL, 1, 0, 0, payload));
    }

    private void awaitBatches(int count) {
        await().atMost(PATIENCE).until(() -> batches.size() >= count);
    }

    private void awaitTally(long published, long refused, long lost) {
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(tally.snapshot()).isEqualTo(new BusSnapshot.Outgoing(published, refused, lost, 0)));
    }

    private static List<Object> replies(List<Outgoing> batch, int at, String error) {
        List<Object> replies = new ArrayList<>(Collections.nCopies(batch.size(), 1L));
        replies.set(at, new JedisDataException(error));
        return replies;
    }

    @Test
    void firstWordOfALaneIsThatItHasSaidNothingYet() {
        offer("x");
        thread.start();
        awaitTally(1, 0, 0);
        assertThat(batches).containsExactly(List.of("BEACON 1", "1:x"));
    }

    @Test
    void whatTheBusSaysOvertakesMessagesAndTellsUpToWhere() {
        startAndRest();
        answers.add(batch -> {
            offer("b");
            offer("c");
            lane.tell(new Outbound.Note(Kind.RECOUNT, "you", "9 0 0"));
            lane.probe(() -> 5);
            return Collections.nCopies(batch.size(), 1L);
        });
        offer("a");
        awaitTally(3, 0, 0);
        assertThat(batches)
                .containsExactly(
                        List.of("BEACON 1"), List.of("1:a"), List.of("RECOUNT 2", "PROBE 2", "BEACON 2", "2:b", "3:c"));
        assertThat(acknowledged).containsExactly(5L);
    }

    @Test
    void whatWasNotAcknowledgedIsSentAgainWithItsNumbers() {
        answers.add(batch -> {
            offer("c");
            throw new JedisConnectionException("cut");
        });
        offer("a");
        offer("b");
        thread.start();
        awaitTally(3, 0, 0);
        List<String> first = List.of("BEACON 1", "1:a", "2:b");
        assertThat(batches).containsExactly(first, first, List.of("3:c"));
    }

    @Test
    void whatAServerTakesFromNobodyWaitsForAnotherOne() {
        answers.add(batch -> replies(batch, 2, "READONLY You can't write against a read only replica."));
        offer("a");
        offer("b");
        thread.start();
        awaitTally(2, 0, 0);
        assertThat(batches).containsExactly(List.of("BEACON 1", "1:a", "2:b"), List.of("2:b"));
    }

    @Test
    void whatRedisWillNeverTakeIsLostAndHoldsUpNobody() {
        answers.add(batch -> replies(batch, 1, "ERR no"));
        offer("a");
        offer("b");
        thread.start();
        awaitTally(1, 0, 1);
        assertThat(batches).containsExactly(List.of("BEACON 1", "1:a", "2:b"));
    }

    @Test
    void whatHasNoRoomIsRefusedAndWhatIsNeverSentIsLost() throws InterruptedException {
        assertThat(List.of(offer("a"), offer("b"), offer("c"), offer("d"))).containsExactly(true, true, true, false);
        assertThat(tally.snapshot()).isEqualTo(new BusSnapshot.Outgoing(0, 1, 0, 3));
        closed.countDown();
        thread.start();
        thread.join();
        assertThat(tally.snapshot()).isEqualTo(new BusSnapshot.Outgoing(0, 1, 3, 0));
    }

    @Test
    void probesDoNotPileUpWhileRedisIsAway() {
        for (long id = 1; id <= 20; id++) {
            long next = id;
            lane.probe(() -> next);
        }
        thread.start();
        await().atMost(PATIENCE).until(() -> acknowledged.size() >= 4);
        assertThat(acknowledged).containsExactly(1L, 2L, 3L, 4L);
        assertThat(batches).hasSize(1);
    }

    private void startAndRest() {
        thread.start();
        awaitBatches(1);
        await().atMost(PATIENCE).until(() -> thread.getState() == Thread.State.TIMED_WAITING);
    }

    @Test
    void shortMessageIsSentByWhoPublishesItWhileNothingIsUnderWay() {
        startAndRest();
        Thread self = Thread.currentThread();
        int count = publishUntil(() -> senders.contains(self) && readers.contains(self));
        assertThat(batches.stream().flatMap(List::stream).skip(1)).containsExactlyElementsOf(messages(count));
    }

    /** One after the other, as soon as there is a reply; the lane's thread looks for replies from time to time, too. */
    private int publishUntil(BooleanSupplier condition) {
        int count = 0;
        while (!condition.getAsBoolean()) {
            while (!offer("x")) {
                Thread.onSpinWait();
            }
            count++;
            awaitReply();
        }
        long all = count;
        await().atMost(PATIENCE).until(() -> tally.snapshot().published() == all);
        return count;
    }

    private static List<String> messages(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> i + ":x").toList();
    }

    /** Until it has arrived, or was read by the lane's thread. */
    private void awaitReply() {
        while (!hasReply()) {
            Thread.onSpinWait();
        }
    }

    private boolean hasReply() {
        try {
            return tally.snapshot().waiting() == 0 || used.hasReplies();
        } catch (JedisConnectionException e) {
            return true; // it was a refusal
        }
    }

    @Test
    void longMessageIsSentByTheLane() {
        startAndRest();
        offer("x".repeat(5_000));
        awaitTally(1, 0, 0);
        assertThat(senders).containsExactly(thread);
    }

    @Test
    void messageWhoseSenderFailsIsSentAgain() {
        startAndRest();
        publisherFails = true;
        int count = publishUntil(() -> !publisherFails);
        List<String> sent = batches.stream().flatMap(List::stream).skip(1).toList();
        assertThat(sent).hasSizeGreaterThan(count);
        assertThat(sent.stream().distinct()).containsExactlyElementsOf(messages(count));
    }

    @Test
    void nextMessageWaitsUntilAServerHasTakenTheOneBefore() {
        startAndRest();
        answers.add(batch -> replies(batch, 0, "READONLY You can't write against a read only replica."));
        assertThat(offer("a")).isTrue();
        awaitReply();
        assertThat(offer("b")).isTrue();
        awaitTally(2, 0, 0);
        assertThat(batches).containsExactly(List.of("BEACON 1"), List.of("1:a"), List.of("1:a"), List.of("2:b"));
    }

    @Test
    void whoPublishesDoesNotWaitForARedisThatHangs() {
        startAndRest();
        redis.pause();
        List<Boolean> taken = IntStream.range(0, 5).mapToObj(i -> offer("x")).toList(); // the first is sent, three wait
        boolean hung = tally.snapshot().published() == 0;
        redis.resume();
        assertThat(taken).containsExactly(true, true, true, true, false);
        assertThat(hung).isTrue();
        awaitTally(4, 1, 0);
        assertThat(batches.stream().flatMap(List::stream).skip(1)).containsExactlyElementsOf(messages(4));
    }
}
