package io.shardhub.redis.internal.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shardhub.Priority;
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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol.Command;

/**
 * Threads that publish at random moments, so that they and the lane's thread take turns in sending, while connections are cut: the log of
 * a real Redis has everything, of each thread in order, and nothing under two numbers.
 */
@Timeout(120)
final class PublishLaneStressTest {

    private static final int THREADS = 4;
    private static final int EACH = 2_000;
    private static final int CUTS = 10;
    private static final int ALL = THREADS * EACH;
    private static final Place PLACE = new Place(new Sender("me", 7), new KeySpace("hub", 1, false), 0);

    private final RedisServer redis = RedisServer.start();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final OutgoingTally tally = new OutgoingTally();
    private final AtomicInteger byPublishers = new AtomicInteger();
    private final AtomicInteger byTheLane = new AtomicInteger();
    private final PublishLane lane =
            new PublishLane(PLACE, 64, tally, Linkers.to(redis.port(), closed), new Watched(), acknowledged -> {});
    private final Thread thread = new Thread(lane);

    /** Counts who sends. */
    private final class Watched implements Transmission {

        private final Transmission log = new LogTransmission(PLACE, Command.PUBLISH, 2 * ALL);

        @Override
        public void send(Link link, List<Outgoing> batch) {
            if (batch.stream().anyMatch(Outgoing::isMessage)) {
                (Thread.currentThread() == thread ? byTheLane : byPublishers).incrementAndGet();
            }
            log.send(link, batch);
        }

        @Override
        public List<Object> replies(Link link, List<Outgoing> batch) {
            return log.replies(link, batch);
        }
    }

    @AfterEach
    void close() throws InterruptedException {
        lane.finish();
        closed.countDown();
        lane.cut();
        thread.join();
        redis.close();
    }

    @Test
    void everythingIsPublishedInOrderWhoeverSendsItAndWhateverIsCut() throws Exception {
        thread.start();
        List<Thread> publishers = IntStream.range(0, THREADS)
                .mapToObj(number -> new Thread(() -> publish(number)))
                .toList();
        publishers.forEach(Thread::start);
        for (int i = 0; i < CUTS; i++) {
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(300_000_000));
            lane.cut();
        }
        for (Thread publisher : publishers) {
            publisher.join();
        }
        await().atMost(Duration.ofSeconds(30))
                .until(() ->
                        tally.snapshot().published() == ALL && tally.snapshot().waiting() == 0);

        assertThat(tally.snapshot().lost()).isZero();
        List<String> messages = messages();
        assertThat(messages).hasSize(ALL);
        for (int number = 0; number < THREADS; number++) {
            String of = number + " ";
            assertThat(messages.stream().filter(message -> message.startsWith(of)))
                    .containsExactlyElementsOf(
                            IntStream.range(0, EACH).mapToObj(i -> of + i).toList());
        }
        assertThat(List.of(byPublishers.get(), byTheLane.get())).as("both send").doesNotContain(0);
    }

    private void publish(int number) {
        Random random = new Random(number);
        for (int i = 0; i < EACH; i++) {
            Outbound.Publication message =
                    new Outbound.Publication(new Target.All(), Priority.NORMAL, 1, 0, 0, number + " " + i);
            while (!lane.offer(message)) {
                LockSupport.parkNanos(100_000);
            }
            LockSupport.parkNanos(random.nextInt(8) == 0 ? random.nextLong(5_000_000) : random.nextLong(100_000));
        }
    }

    /** Those of the log in the order of their numbers; what comes again, as it was sent again, is the same. */
    private List<String> messages() throws EnvelopeException {
        List<String> messages = new ArrayList<>();
        try (Jedis jedis = redis.jedis();
                EnvelopeCodec codec = new EnvelopeCodec()) {
            for (Object entry : jedis.xrange(utf8("hub:log"), utf8("-"), utf8("+"))) {
                byte[] bytes = (byte[]) ((List<?>) ((List<?>) entry).get(1)).get(1);
                Envelope envelope = codec.decode(bytes, 0);
                if (envelope.kind() == Kind.MESSAGE && envelope.number() <= messages.size()) {
                    assertThat(envelope.payload()).isEqualTo(messages.get((int) envelope.number() - 1));
                } else if (envelope.kind() == Kind.MESSAGE) {
                    assertThat(envelope.number()).isEqualTo(messages.size() + 1);
                    messages.add(envelope.payload());
                }
            }
        }
        return messages;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
