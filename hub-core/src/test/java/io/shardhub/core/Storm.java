package io.shardhub.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.Message;
import io.shardhub.OverflowPolicy;
import io.shardhub.PublishResult;
import io.shardhub.contract.RecordingConnection;
import io.shardhub.contract.RecordingConnection.Mode;
import io.shardhub.core.sharding.RoundRobinSharding;
import io.shardhub.core.testing.Guest;
import io.shardhub.core.testing.HubRig;
import io.shardhub.core.testing.ManualRuntime;
import io.shardhub.options.ClosingOptions;
import io.shardhub.options.HubOptions;
import io.shardhub.options.OutboxOptions;
import io.shardhub.options.ShardOptions;
import io.shardhub.options.SupervisionOptions;
import io.shardhub.snapshot.Books;
import io.shardhub.snapshot.HubSnapshot;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** One run of a hub through trouble that a seed decides from beginning to end: the same seed gives the same run. */
final class Storm implements AutoCloseable {

    static final List<String> USERS = List.of("1", "2", "anna", "bert", "18446744073709551615");
    static final List<String> TOPICS = List.of("t1", "t2", "t3");
    static final int SENDERS = 3;

    private static final String REPLAY = "mvn -Pfast -pl hub-core -am test -Dtest=RandomStormTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dsimulation.seed=";
    private static final int STEPS = 500;
    private static final Duration HANG = Duration.ofSeconds(1);

    /** A call that hangs is found, and the supervisor has looked once more. */
    private static final Duration FOUND = HANG.plusMillis(500);

    private static final int FIRST_PEERS = 6;
    private static final int REMEMBERED = 20;

    private final SplittableRandom random;
    private final OutboxOptions outbox;
    private final HubRig rig;
    private final List<StormModel> everybody = new ArrayList<>();
    private final int[] numbers = new int[SENDERS];
    private final Deque<String> latest = new ArrayDeque<>();
    private int unhealthy;
    private int reservedTurns;

    private Storm(long seed) {
        random = new SplittableRandom(seed);
        int shards = 1 + random.nextInt(4);
        outbox = new OutboxOptions(
                4 + random.nextInt(60),
                1_024 << random.nextInt(6),
                Duration.ofMillis(random.nextBoolean() ? 500 : 3_000),
                pick(OverflowPolicy.values()),
                Duration.ofSeconds(2),
                Duration.ofMillis(random.nextInt(3) * 100L),
                1 + random.nextInt(16),
                1_024 << random.nextInt(4));
        boolean strict = random.nextInt(4) == 0;
        SupervisionOptions supervision =
                new SupervisionOptions(HANG, strict ? 1 + random.nextInt(2) : 1_000, Duration.ofSeconds(1));
        HubOptions options = HubRig.options(shards)
                .withShards(new ShardOptions(shards, 20, 64 << random.nextInt(4), 1 + random.nextInt(64), "user_id"))
                .withOutbox(outbox)
                .withSupervision(supervision)
                .withClosing(ClosingOptions.defaults().withGrace(Duration.ofSeconds(1)));
        HubParts parts = HubParts.defaults();
        rig = new HubRig(
                options,
                random.nextBoolean() ? parts : parts.withStrategy(new RoundRobinSharding()),
                new ManualRuntime(seed));
    }

    /**
     * What a storm came to.
     *
     * @param books of the whole hub
     * @param hung how many shards hung when the storm ended
     * @param unhealthy how often the hub was found to be so
     * @param reservedTurns how often a handler's thread was to deliver
     * @param texts what each peer got, in the order in which they came
     */
    record Outcome(Books books, int hung, int unhealthy, int reservedTurns, List<List<String>> texts) {

        Outcome withoutTexts() {
            return new Outcome(books, hung, unhealthy, reservedTurns, List.of());
        }
    }

    /** Goes through the storm of that seed, and checks everything afterwards. */
    static Outcome run(long seed) {
        try (Storm storm = new Storm(seed)) {
            try {
                return storm.run();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                        "seed " + seed + ", after " + String.join(", ", storm.latest) + ": " + e.getMessage()
                                + "\nReplay: " + REPLAY + seed,
                        e);
            }
        }
    }

    private Outcome run() {
        for (int i = 0; i < FIRST_PEERS; i++) {
            join();
        }
        for (int step = 0; step < STEPS; step++) {
            StormOperations.Operation operation = StormOperations.pick(random);
            if (latest.size() == REMEMBERED) {
                latest.remove();
            }
            latest.add(operation.name());
            operation.action().accept(this);
        }
        latest.add("the end");
        int hung = rig.runtime().hung().size();
        heal();
        everybody.forEach(StormModel::check);
        Books books = rig.books();
        for (StormModel peer : everybody) {
            if (!peer.hasEnded()) {
                new StormExam(rig, outbox, random, peer).take();
            }
        }
        part();
        rig.hub().close();
        assertThat(rig.runtime().roles()).as("loops that are left").isEmpty();
        return new Outcome(
                books,
                hung,
                unhealthy,
                reservedTurns,
                everybody.stream().map(peer -> peer.guest().texts()).toList());
    }

    @Override
    public void close() {
        rig.close();
    }

    /* --------------- What operations work with --------------- */

    HubRig rig() {
        return rig;
    }

    SplittableRandom random() {
        return random;
    }

    <T> T pick(T[] values) {
        return values[random.nextInt(values.length)];
    }

    <T> T pick(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    /** Somebody who has joined, also if gone since. */
    StormModel anybody() {
        return pick(everybody);
    }

    /** The number of the next message of a sender. */
    int nextNumber(int sender) {
        return numbers[sender]++;
    }

    /** A message was handed in for those who are meant: if it was taken at all, surely or perhaps for each of them. */
    void owe(String text, boolean taken, boolean surely, Predicate<StormModel> meant) {
        if (taken) {
            everybody.stream().filter(meant).forEach(peer -> peer.owes(text, surely));
        }
    }

    void join() {
        String user = pick(USERS);
        Mode mode = pick(new Mode[] {Mode.SENT, Mode.PENDING, Mode.INLINE_COMPLETION});
        RecordingConnection connection = new RecordingConnection(mode, 1 + random.nextInt(5));
        connection.setFailPendingAtEnd(random.nextBoolean());
        connection.setThrowAtEnd(random.nextInt(8) == 0);
        everybody.add(new StormModel(rig.join(user, connection), user));
    }

    /* --------------- In between --------------- */

    /** A handler's thread has delivered what it answered, or others did so before. */
    void ranReserved() {
        reservedTurns++;
    }

    /** The books balance whenever nothing is on its way. */
    void audit() {
        rig.idle();
        if (withoutThread().isEmpty()) {
            rig.books();
        }
    }

    /** Time passes; who has no thread gets another one within bounds, or the hub says that it is unhealthy. */
    void await() {
        Set<String> before = withoutThread();
        Duration time = Duration.ofMillis(random.nextInt(3_000));
        rig.advance(time);
        Set<String> now = withoutThread();
        List<String> problems = rig.hub().snapshot().problems();
        unhealthy += problems.isEmpty() ? 0 : 1;
        if (time.compareTo(FOUND) < 0) {
            return;
        }
        if (now.isEmpty()) {
            assertThat(problems)
                    .as("problems although every shard has a thread")
                    .allMatch(this::isOfOneOnItsWayOut);
        }
        now.retainAll(before);
        if (!now.isEmpty()) {
            assertThat(problems).as("problems while %s have no thread", now).isNotEmpty();
        }
    }

    private boolean isOfOneOnItsWayOut(String problem) {
        return problem.contains(" has no thread")
                && rig.hub().snapshot().shards().stream()
                        .noneMatch(shard -> problem.startsWith("shard " + shard.index() + " "));
    }

    /** Whether every shard has its thread, those on their way out of the hub too, which no snapshot shows. */
    private boolean isWhole() {
        return withoutThread().isEmpty() && rig.hub().snapshot().problems().isEmpty();
    }

    private Set<String> withoutThread() {
        return rig.hub().snapshot().shards().stream()
                .map(shard -> "hub-hub-shard-" + shard.index()
                        + (shard.replacements() == 0 ? "" : "-" + shard.replacements()))
                .filter(role -> !rig.runtime().isServed(role))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /* --------------- The end --------------- */

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
            rig.runtime().releaseAll();
            rig.advance(Duration.ofMillis(500));
        }
        for (int second = 0; second < 20 && !isWhole(); second++) {
            rig.advance(Duration.ofSeconds(1)); // until the budget allows another thread
        }
        assertThat(rig.hub().snapshot().problems()).as("problems in the end").isEmpty();
    }

    /** All peers go, and nothing of them may be left. */
    private void part() {
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
        assertThat(snapshot.shards()).as("mailboxes").allMatch(shard -> shard.mailbox() == 0);
        rig.advance(Duration.ofSeconds(2));
        assertThat(rig.runtime().timers()).as("timers that are left").containsOnly("hub-hub-caretaker");
        assertThat(snapshot.connected() + snapshot.refusedTotal()).isEqualTo(everybody.size());
        assertThat(snapshot.closed().values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(snapshot.connected());
        assertThat(rig.hub().clients()).isEmpty();
        Message probe = Message.text("probe");
        USERS.forEach(user -> assertThat(rig.hub().sendToUser(user, probe)).isEqualTo(PublishResult.NO_TAKERS));
        TOPICS.forEach(topic -> assertThat(rig.hub().publish(topic, probe)).isEqualTo(PublishResult.NO_TAKERS));
        assertThat(rig.hub().broadcast(probe)).isEqualTo(PublishResult.NO_TAKERS);
    }
}
