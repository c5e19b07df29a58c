package io.shardhub.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.CloseCode;
import io.shardhub.Message;
import io.shardhub.OverflowPolicy;
import io.shardhub.auth.Identity;
import io.shardhub.contract.RecordingConnection;
import io.shardhub.contract.RecordingConnection.Mode;
import io.shardhub.core.internal.shard.HubClient;
import io.shardhub.core.runtime.Loop;
import io.shardhub.core.sharding.RoundRobinSharding;
import io.shardhub.core.testing.Guest;
import io.shardhub.core.testing.HubRig;
import io.shardhub.core.testing.QuietLog;
import io.shardhub.core.testing.RecordingListener;
import io.shardhub.options.ClosingOptions;
import io.shardhub.options.HubOptions;
import io.shardhub.options.OutboxOptions;
import io.shardhub.options.ShardOptions;
import io.shardhub.snapshot.Books;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Real threads, all at once; afterwards every message is accounted for. */
@ExtendWith(QuietLog.class)
@Timeout(120)
final class ThreadStressTest {

    private static final int CLIENTS = 400;
    private static final int SENDERS = 8;
    private static final int MESSAGES = 1_500;
    private static final int TOPICS = 10;
    private static final int PART_EVERY = 100;
    private static final int PAUSE_EVERY = 20;

    private final HubOptions options = HubRig.options(4)
            .withName("stress")
            .withShards(new ShardOptions(4, 1_000, 1 << 18, 256, "user_id"))
            .withOutbox(OutboxOptions.defaults()
                    .withCapacity(65_536)
                    .withMaxBytes(1 << 30)
                    .withMaxAge(Duration.ofMinutes(10))
                    .withOverflow(OverflowPolicy.DISCONNECT)
                    .withWriteDeadline(Duration.ofMinutes(5)))
            .withClosing(ClosingOptions.defaults().withGrace(Duration.ofMillis(50)));
    private final ShardedHub hub = new ShardedHub(options, HubParts.defaults().withStrategy(new RoundRobinSharding()));
    private final List<Guest> guests = new ArrayList<>();
    private final AtomicIntegerArray due = new AtomicIntegerArray(CLIENTS);
    private final CyclicBarrier pause = new CyclicBarrier(SENDERS);
    private final LongAdder turns = new LongAdder(); // that a handler's thread was to run
    private final Set<Guest> parted = ConcurrentHashMap.newKeySet();

    @Test
    void everyMessageArrivesOnceAndInOrderOrIsAccountedFor() throws Exception {
        hub.start();
        for (int i = 0; i < CLIENTS; i++) {
            RecordingConnection connection = new RecordingConnection(
                    new Mode[] {Mode.SENT, Mode.PENDING, Mode.INLINE_COMPLETION, Mode.PENDING}[i % 4], 1 + i % 3 * 10);
            connection.setFailPendingAtEnd(i % 8 == 1);
            RecordingListener listener = new RecordingListener();
            guests.add(new Guest(connection, hub.register(connection, Identity.of("u" + i / 2), listener), listener));
            assertThat(guests.get(i).client().subscribe("t" + i % TOPICS).isAccepted())
                    .isTrue();
        }
        storm();
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(5))
                .until(this::isSettled);
        check();
        assertThat(turns.sum()).as("or this test tests less").isGreaterThan(MESSAGES / PAUSE_EVERY);
        hub.close();
        assertThat(hub.clients()).isEmpty();
        assertThat(HubRig.balancedBooks(hub).waiting()).isZero();
        assertThat(guests)
                .allSatisfy(guest ->
                        assertThat(guest.listener().events()).hasSize(2).startsWith("registered"));
        HubRig.assertNoViolations(guests);
    }

    private void storm() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        CountDownLatch start = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(SENDERS);
        List<Future<?>> all = new ArrayList<>();
        for (int sender = 0; sender < SENDERS; sender++) {
            int number = sender;
            all.add(threads.submit(() -> {
                start.await();
                send(number);
                over.countDown();
                return null;
            }));
        }
        for (int completer = 0; completer < 2; completer++) {
            int offset = completer;
            all.add(threads.submit(() -> {
                start.await();
                complete(offset, over);
                return null;
            }));
        }
        start.countDown();
        for (Future<?> each : all) {
            each.get(100, TimeUnit.SECONDS);
        }
        threads.shutdown();
    }

    private void send(int sender) throws Exception {
        SplittableRandom random = new SplittableRandom(sender);
        for (int i = 0; i < MESSAGES; i++) {
            Message message = Message.text(sender + " " + i);
            int target = random.nextInt(CLIENTS);
            int dice = random.nextInt(100);
            if (i % PAUSE_EVERY == 0) {
                rest();
                answer(target / SENDERS * SENDERS + sender, message);
            } else if (i % PART_EVERY == PART_EVERY - 1) {
                part(guests.get(target), random.nextInt(3));
            } else if (dice < 60) {
                if (guests.get(target).client().send(message).isAccepted()) {
                    due.incrementAndGet(target);
                }
            } else if (dice < 75) {
                assertThat(hub.sendToUser("u" + target / 2, message).isComplete())
                        .isTrue();
                due.incrementAndGet(target / 2 * 2);
                due.incrementAndGet(target / 2 * 2 + 1);
            } else if (dice < 90) {
                assertThat(hub.publish("t" + target % TOPICS, message).isComplete())
                        .isTrue();
                IntStream.range(0, CLIENTS)
                        .filter(at -> at % TOPICS == target % TOPICS)
                        .forEach(due::incrementAndGet);
            } else {
                assertThat(hub.broadcast(message).isComplete()).isTrue();
                IntStream.range(0, CLIENTS).forEach(due::incrementAndGet);
            }
        }
    }

    /* All senders wait until the shards have nothing more to do. */
    private void rest() throws Exception {
        pause.await(30, TimeUnit.SECONDS);
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofNanos(100_000))
                .until(() -> hub.snapshot().shards().stream().allMatch(shard -> shard.mailbox() == 0));
        LockSupport.parkNanos(200_000);
    }

    /* As a handler that runs on the thread that reads; one sender of each client. */
    private void answer(int target, Message message) {
        HubClient client = (HubClient) guests.get(target).client();
        client.standIn().begin();
        if (client.send(message).isAccepted()) {
            due.incrementAndGet(target);
        }
        Loop owed = client.standIn().end();
        if (owed != null) {
            owed.runReserved();
            turns.increment();
        }
    }

    private void complete(int offset, CountDownLatch over) throws InterruptedException {
        SplittableRandom random = new SplittableRandom(100 + offset);
        while (!over.await(0, TimeUnit.MILLISECONDS) || !isSettled()) {
            for (int i = offset; i < CLIENTS; i += 1 + random.nextInt(3)) {
                RecordingConnection connection = guests.get(i).connection();
                if (random.nextInt(10) == 0) {
                    connection.repeatLastCompletion();
                }
                connection.completeNext();
            }
        }
    }

    private void part(Guest guest, int how) {
        if (parted.add(guest)) {
            switch (how) {
                case 0 -> guest.leave();
                case 1 -> guest.client().close(CloseCode.FORBIDDEN, "out");
                default -> {
                    guest.client().close(CloseCode.REPLACED, "out");
                    guest.leave();
                }
            }
        }
    }

    private boolean isSettled() {
        boolean empty = hub.snapshot().shards().stream().allMatch(shard -> shard.mailbox() == 0);
        boolean gone =
                parted.stream().allMatch(guest -> guest.listener().events().size() == 2);
        return empty && gone && hub.snapshot().books().waiting() == 0;
    }

    private void check() {
        Books sum = Books.EMPTY;
        for (int i = 0; i < CLIENTS; i++) {
            Guest guest = guests.get(i);
            Books books = guest.client().books();
            sum = sum.plus(books);
            assertThat(books.isBalanced()).as("balance of %s", books).isTrue();
            assertOrder(guest);
            if (!parted.contains(guest)) {
                assertThat(books.accepted()).as("accepted by %s", guest).isEqualTo(due.get(i));
                assertThat(books.sent()).isEqualTo(due.get(i));
                assertThat(guest.texts()).doesNotHaveDuplicates().hasSize(due.get(i));
            }
        }
        assertThat(HubRig.balancedBooks(hub)).isEqualTo(sum);
        assertThat(parted).as("clients that parted during the storm").hasSizeGreaterThan(CLIENTS / 10);
    }

    private static void assertOrder(Guest guest) {
        Map<String, Integer> last = new HashMap<>();
        for (String text : guest.texts()) {
            String[] parts = text.split(" ", -1);
            Integer before = last.put(parts[0], Integer.valueOf(parts[1]));
            assertThat(before == null || before < Integer.parseInt(parts[1]))
                    .as("order of %s", text)
                    .isTrue();
        }
    }
}
