package io.shardhub.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.CloseCode;
import io.shardhub.CloseReason;
import io.shardhub.Message;
import io.shardhub.OverflowPolicy;
import io.shardhub.Priority;
import io.shardhub.PublishResult;
import io.shardhub.SendResult;
import io.shardhub.contract.RecordingConnection;
import io.shardhub.contract.RecordingConnection.Mode;
import io.shardhub.core.sharding.RoundRobinSharding;
import io.shardhub.core.testing.Guest;
import io.shardhub.core.testing.HubRig;
import io.shardhub.core.testing.ManualRuntime;
import io.shardhub.core.testing.QuietLog;
import io.shardhub.options.ClosingOptions;
import io.shardhub.options.HubOptions;
import io.shardhub.options.OutboxOptions;
import io.shardhub.options.ShardOptions;
import io.shardhub.snapshot.Books;
import io.shardhub.snapshot.HubSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Everything at once, in an order that a seed decides: messages of all kinds and priorities, peers that come, go, hang, fail
 * and are slow, shards that run in any order. Afterwards the books of everybody must balance and nothing be left behind.
 */
@ExtendWith(QuietLog.class)
final class RandomStormTest {

    private static final int SEEDS = 300;
    private static final int STEPS = 500;
    private static final int SENDERS = 3;
    private static final List<String> USERS = List.of("1", "2", "anna", "bert", "18446744073709551615");
    private static final List<String> TOPICS = List.of("t1", "t2", "t3");

    private SplittableRandom random = new SplittableRandom(0);
    private HubRig rig = new HubRig(HubRig.options(1));
    private List<StormModel> everybody = new ArrayList<>();
    private int[] numbers = new int[SENDERS];

    @Test
    void booksBalanceAndNothingIsLeftBehind() {
        long delivered = 0;
        long lost = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            try {
                begin(seed);
                for (int step = 0; step < STEPS; step++) {
                    step();
                }
                heal();
                everybody.forEach(StormModel::check);
                Books books = rig.books();
                delivered += books.sent();
                lost += books.droppedTotal();
                end();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
        assertThat(delivered).as("delivered, or this test tests nothing").isGreaterThan(100_000);
        assertThat(lost).as("lost, or this test tests nothing").isGreaterThan(10_000);
    }

    private void begin(long seed) {
        random = new SplittableRandom(seed);
        int shards = 1 + random.nextInt(4);
        OutboxOptions outbox = new OutboxOptions(
                4 + random.nextInt(60),
                1_024 << random.nextInt(6),
                Duration.ofSeconds(3),
                pick(OverflowPolicy.values()),
                Duration.ofSeconds(2));
        HubOptions options = HubRig.options(shards)
                .withShards(new ShardOptions(shards, 20, 64 << random.nextInt(4), 1 + random.nextInt(64), "user_id"))
                .withOutbox(outbox)
                .withClosing(ClosingOptions.defaults().withGrace(Duration.ofSeconds(1)));
        HubParts parts = HubParts.defaults();
        rig = new HubRig(
                options,
                random.nextBoolean() ? parts : parts.withStrategy(new RoundRobinSharding()),
                new ManualRuntime(seed));
        everybody = new ArrayList<>();
        numbers = new int[SENDERS];
        for (int i = 0; i < 6; i++) {
            join();
        }
    }

    private <T> T pick(T[] values) {
        return values[random.nextInt(values.length)];
    }

    private <T> T pick(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    private void step() {
        int dice = random.nextInt(100);
        StormModel peer = pick(everybody);
        if (dice < 40) {
            speak(peer);
        } else if (dice < 48) {
            change(peer);
        } else if (dice < 51) {
            join();
        } else if (dice < 66) {
            connect(peer);
        } else if (dice < 68) {
            part(peer);
        } else if (dice < 99) {
            for (int i = random.nextInt(6); i >= 0; i--) {
                rig.runtime().runOnce();
            }
        } else {
            rig.advance(Duration.ofMillis(random.nextInt(1_500)));
        }
    }

    /* --------------- What the application does --------------- */

    private void speak(StormModel peer) {
        int sender = random.nextInt(SENDERS);
        Priority priority = random.nextInt(3) > 0 ? Priority.NORMAL : pick(Priority.values());
        String key = random.nextInt(6) == 0 ? "k" + random.nextInt(2) : "";
        String text = sender + "" + priority + " " + numbers[sender]++ + " " + key + " ".repeat(random.nextInt(40));
        Message message = Message.text(text).withPriority(priority);
        Message keyed = key.isEmpty() ? message : message.withKey(key);
        switch (random.nextInt(4)) {
            case 0 -> {
                SendResult result = peer.guest().client().send(keyed);
                owe(text, result.isAccepted(), true, other -> other == peer);
            }
            case 1 -> {
                String user = pick(USERS);
                PublishResult result = rig.hub().sendToUser(user, keyed);
                owe(
                        text,
                        result.accepted() > 0,
                        result.isComplete(),
                        other -> other.user().equals(user));
            }
            case 2 -> {
                String topic = pick(TOPICS);
                PublishResult result = rig.hub().publish(topic, keyed);
                owe(text, result.accepted() > 0, result.isComplete(), other -> other.isIn(topic));
            }
            default -> {
                PublishResult result = rig.hub().broadcast(keyed);
                owe(text, result.accepted() > 0, result.isComplete(), other -> true);
            }
        }
    }

    private void owe(String text, boolean taken, boolean surely, Predicate<StormModel> meant) {
        if (taken) {
            everybody.stream().filter(meant).forEach(peer -> peer.owes(text, surely));
        }
    }

    private void change(StormModel peer) {
        String topic = pick(TOPICS);
        if (random.nextInt(3) > 0) {
            if (peer.guest().client().subscribe(topic).isAccepted()) {
                peer.subscribes(topic);
            }
        } else if (peer.guest().client().unsubscribe(topic).isAccepted()) {
            peer.unsubscribes(topic);
        }
    }

    private void part(StormModel peer) {
        switch (random.nextInt(4)) {
            case 0 -> peer.guest().client().close(CloseCode.FORBIDDEN, "out");
            case 1 -> peer.guest().leave();
            case 2 -> peer.guest().registration().closed(CloseReason.of(CloseCode.LOST, "lost"));
            default -> peer.guest().connection().failNext(new IllegalStateException("reset"));
        }
        peer.ends();
    }

    /* --------------- What the network does --------------- */

    private void join() {
        String user = pick(USERS);
        Mode mode = pick(new Mode[] {Mode.SENT, Mode.PENDING, Mode.INLINE_COMPLETION});
        RecordingConnection connection = new RecordingConnection(mode, 1 + random.nextInt(5));
        connection.setFailPendingAtEnd(random.nextBoolean());
        connection.setThrowAtEnd(random.nextInt(8) == 0);
        everybody.add(new StormModel(rig.join(user, connection), user));
    }

    private void connect(StormModel peer) {
        RecordingConnection connection = peer.guest().connection();
        int dice = random.nextInt(100);
        if (dice < 55) {
            connection.completeNext();
        } else if (dice < 65) {
            connection.repeatLastCompletion();
        } else if (dice < 75) {
            connection.refuseNext(1 + random.nextInt(3));
        } else if (dice < 98) {
            connection.setMode(pick(new Mode[] {Mode.SENT, Mode.PENDING, Mode.INLINE_COMPLETION, Mode.BUSY}));
        } else {
            connection.setMode(random.nextBoolean() ? Mode.CLOSED : Mode.THROWS);
            peer.ends();
        }
    }

    /** The storm is over: connections work again, and what waits arrives. */
    private void heal() {
        for (int round = 0; round < 3; round++) {
            rig.idle();
            for (StormModel peer : everybody) {
                RecordingConnection connection = peer.guest().connection();
                connection.refuseNext(0);
                connection.setMode(peer.hasEnded() ? Mode.CLOSED : Mode.SENT);
                connection.completeAll();
            }
            rig.advance(Duration.ofMillis(500));
        }
    }

    private void end() {
        everybody.forEach(peer -> peer.guest().leave());
        rig.idle();
        for (StormModel peer : everybody) {
            Guest guest = peer.guest();
            guest.connection().assertNoViolations();
            assertThat(guest.connection().writesAfterEnd())
                    .as("writes after the end")
                    .isZero();
            List<String> events = guest.listener().events();
            assertThat(events.get(events.size() - 1)).startsWith("closed");
            assertThat(events).hasSize(events.get(0).equals("registered") ? 2 : 1);
            assertThat(guest.client().books().waiting()).isZero();
        }
        Books sum =
                everybody.stream().map(peer -> peer.guest().client().books()).reduce(Books.EMPTY, Books::plus);
        assertThat(rig.books())
                .as("books of the hub and of its clients together")
                .isEqualTo(sum);
        HubSnapshot snapshot = rig.hub().snapshot();
        assertThat(snapshot.clients()).isZero();
        assertThat(snapshot.connected() + snapshot.refused()).isEqualTo(everybody.size());
        assertThat(snapshot.closed().values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(snapshot.connected());
        assertThat(rig.hub().clients()).isEmpty();
        Message probe = Message.text("probe");
        USERS.forEach(user -> assertThat(rig.hub().sendToUser(user, probe)).isEqualTo(PublishResult.NO_TAKERS));
        TOPICS.forEach(topic -> assertThat(rig.hub().publish(topic, probe)).isEqualTo(PublishResult.NO_TAKERS));
        assertThat(rig.hub().broadcast(probe)).isEqualTo(PublishResult.NO_TAKERS);
        rig.hub().close();
        assertThat(rig.runtime().roles()).isEmpty();
    }
}
