package io.shardhub.core.internal.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.Message;
import io.shardhub.OverflowPolicy;
import io.shardhub.Priority;
import io.shardhub.contract.RecordingConnection;
import io.shardhub.contract.RecordingConnection.Mode;
import io.shardhub.core.internal.outbox.OutboxModel.Answer;
import io.shardhub.core.protocol.JsonProtocol;
import io.shardhub.snapshot.Books;
import io.shardhub.snapshot.DropCause;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The outboxes of one shard against their {@linkplain OutboxModel model}, over random scripts of everything that can happen to
 * them: after every step the books, what was written in which frames, the pings and the deadlines are those of the model.
 */
@Timeout(300)
final class OutboxModelTest {

    private static final int SCRIPTS = Integer.getInteger("outbox.scripts", 3_000);
    private static final int STEPS = 60;

    private final Map<DropCause, Long> lost = new EnumMap<>(DropCause.class);
    private long conflated;
    private long sent;
    private long folded;

    @Test
    void outboxesDoWhatTheirModelsDo() {
        long first = Long.getLong("outbox.seed", 1);
        for (long seed = first; seed < first + SCRIPTS; seed++) {
            try {
                new Script(seed).run();
            } catch (Throwable e) {
                throw new AssertionError("seed " + seed + " (-Doutbox.seed=" + seed + " -Doutbox.scripts=1)", e);
            }
        }
        assertThat(sent).as("sent, or this test tests nothing").isGreaterThan(10L * SCRIPTS);
        if (SCRIPTS > 100) {
            assertThat(lost.values())
                    .as("lost for every cause: %s", lost)
                    .hasSize(4)
                    .allMatch(count -> count > 0);
            assertThat(conflated).as("conflated").isPositive();
            assertThat(folded).as("frames of several messages").isPositive();
        }
    }

    /** One client and its model. */
    private static final class Peer implements OutboxOwner {
        final RecordingConnection connection;
        final Outbox outbox;
        final OutboxModel model;
        boolean dirty;
        boolean woken;
        boolean lingering;
        boolean busy;
        Mode mode = Mode.SENT;
        int refusals;

        Peer(Script script) {
            int batchLimit = new int[] {1, 3, 64}[script.random.nextInt(3)];
            connection = new RecordingConnection(Mode.SENT, batchLimit);
            outbox = new Outbox(connection, script.protocol, script.limits, this);
            outbox.enterShard(script.ledger);
            model = new OutboxModel(script.protocol, script.limits, batchLimit, this::answer);
        }

        private Answer answer() {
            if (refusals > 0) {
                refusals--;
                return Answer.BUSY;
            }
            return switch (mode) {
                case PENDING -> Answer.PENDING;
                case BUSY -> Answer.BUSY;
                case CLOSED -> Answer.DEAD;
                default -> Answer.TAKEN;
            };
        }

        @Override
        public void wake() {
            woken = true;
        }
    }

    /** What happens to the clients of one shard. */
    private final class Script {
        final SplittableRandom random;
        final JsonProtocol protocol = new JsonProtocol();
        final OutboxLimits limits;
        final Ledger ledger = new Ledger();
        final Drain drain;
        final List<Peer> peers = new ArrayList<>();
        final List<Books> gone = new ArrayList<>();
        long now = Long.MAX_VALUE - 500; // the clock runs over
        int number;

        Script(long seed) {
            random = new SplittableRandom(seed);
            limits = new OutboxLimits(
                    1 + random.nextInt(8),
                    200 + random.nextInt(600),
                    100,
                    pick(OverflowPolicy.values()),
                    150,
                    random.nextInt(2) * 40L,
                    1 + random.nextInt(8),
                    150 + random.nextInt(400));
            drain = new Drain(protocol, limits);
            for (int i = 0; i < 3; i++) {
                peers.add(new Peer(this));
            }
        }

        private <T> T pick(T[] values) {
            return values[random.nextInt(values.length)];
        }

        void run() {
            for (int step = 0; step < STEPS; step++) {
                if (random.nextInt(3) == 0) {
                    drain();
                } else {
                    happen(peers.get(random.nextInt(peers.size())));
                }
                peers.forEach(this::check);
            }
            finish();
        }

        /* --------------- Between two drains --------------- */

        private void happen(Peer peer) {
            switch (random.nextInt(9)) {
                case 0 -> now += random.nextInt(60);
                case 1, 2 -> complete(peer);
                case 3 -> setMode(peer, pick(new Mode[] {Mode.SENT, Mode.PENDING, Mode.INLINE_COMPLETION, Mode.BUSY}));
                case 4 -> {
                    peer.refusals = random.nextInt(3);
                    peer.connection.refuseNext(peer.refusals);
                }
                case 5 -> {
                    peer.outbox.ping();
                    peer.model.ping();
                    peer.dirty = true;
                }
                case 6 -> {
                    peer.outbox.expire(now);
                    peer.model.expire(now);
                }
                case 7 -> {
                    boolean folding = random.nextBoolean();
                    peer.outbox.fold(folding);
                    peer.model.folding = folding;
                }
                default -> die(peer);
            }
        }

        private void setMode(Peer peer, Mode mode) {
            peer.mode = mode;
            peer.connection.setMode(mode);
        }

        private void complete(Peer peer) {
            boolean waits = peer.model.hasWaiting();
            if (peer.connection.completeNext()) {
                peer.model.complete();
                assertThat(peer.woken || peer.dirty || !waits)
                        .as("something waits and nobody is woken")
                        .isTrue();
            }
        }

        private void die(Peer peer) {
            if (random.nextInt(4) > 0) {
                return;
            }
            if (random.nextBoolean() && peer.connection.failNext(new IllegalStateException("reset"))) {
                assertThat(peer.woken).as("woken by a failure").isTrue();
                assertThat(peer.outbox.flush(now, drain)).isEqualTo(Flush.BROKEN);
            }
            discard(peer);
        }

        private void discard(Peer peer) {
            peer.outbox.discard(drain);
            peer.model.discard();
            check(peer);
            peer.connection.completeNext(); // compares the bytes with what they were
            tally(peer);
            peers.set(peers.indexOf(peer), new Peer(this));
        }

        private void tally(Peer peer) {
            peer.connection.assertNoViolations();
            Books books = peer.outbox.books();
            gone.add(books);
            books.dropped().forEach((cause, count) -> {
                if (count > 0) {
                    lost.merge(cause, count, Long::sum);
                }
            });
            conflated += books.conflated();
            sent += books.sent();
            folded += peer.connection.texts().stream()
                    .filter(text -> text.contains("hub.batch"))
                    .count();
        }

        /* --------------- One drain --------------- */

        private void drain() {
            for (Peer peer : peers) {
                peer.dirty |= peer.woken || peer.busy;
                peer.woken = false;
                if (peer.lingering && random.nextInt(3) == 0) {
                    peer.lingering = false;
                    peer.outbox.depart();
                    peer.model.depart();
                    peer.dirty = true;
                }
            }
            for (int commands = random.nextInt(6); commands > 0; commands--) {
                Message message = message();
                int taker = random.nextInt(6);
                for (int i = peers.size() - 1; i >= 0; i--) {
                    if (taker >= peers.size() || taker == i) {
                        deliver(peers.get(i), message, commands == 1);
                    }
                }
            }
            for (Peer peer : List.copyOf(peers)) {
                if (peer.dirty) {
                    flush(peer);
                }
            }
            drain.clear();
        }

        private void deliver(Peer peer, Message message, boolean last) {
            if (last && !peer.dirty) {
                boolean fits = peer.model.append(message, now);
                Flush due = fits ? peer.model.flush(now) : Flush.OVERFLOW;
                follow(peer, peer.outbox.write(message, now, drain), due);
                return;
            }
            boolean fits = peer.model.append(message, now);
            assertThat(peer.outbox.append(message, now, drain)).as("fits").isEqualTo(fits);
            peer.dirty = true;
            if (!fits) {
                discard(peer);
            } else if (random.nextInt(20) == 0) {
                peer.outbox.leave(drain); // as one that moves to another shard; nobody may notice
            }
        }

        private void flush(Peer peer) {
            peer.dirty = false;
            Flush due = peer.model.flush(now);
            follow(peer, peer.outbox.flush(now, drain), due);
        }

        private void follow(Peer peer, Flush end, Flush due) {
            assertThat(end).isEqualTo(due);
            peer.lingering |= end == Flush.LINGERING;
            peer.busy = end == Flush.RETRY;
            if (end == Flush.BROKEN || end == Flush.OVERFLOW) {
                discard(peer);
            }
        }

        private Message message() {
            String text = "m" + ++number + "x".repeat(random.nextInt(random.nextInt(8) == 0 ? 500 : 60));
            Message message = random.nextInt(4) == 0 ? Message.text(text) : Message.of(text, "1");
            if (random.nextInt(3) == 0) {
                message = message.withPriority(pick(Priority.values()));
            }
            if (random.nextInt(4) == 0) {
                message = message.withKey("k" + random.nextInt(2));
            }
            return random.nextInt(6) == 0 ? message.withOverflow(pick(OverflowPolicy.values())) : message;
        }

        /* --------------- What must be true --------------- */

        private void check(Peer peer) {
            peer.outbox.hasEnded(drain); // enters what has ended into the books
            assertThat(peer.outbox.books()).isEqualTo(peer.model.books());
            assertThat(peer.outbox.books().isBalanced()).isTrue();
            assertThat(peer.connection.texts()).isEqualTo(peer.model.frames);
            assertThat(peer.connection.writes()).as("writes").isEqualTo(peer.model.writes);
            assertThat(peer.connection.pings()).as("pings").isEqualTo(peer.model.pings);
            assertThat(peer.outbox.hasWaiting()).as("waits").isEqualTo(peer.model.hasWaiting());
            assertThat(peer.outbox.isOverdue(now)).as("overdue").isEqualTo(peer.model.isOverdue(now));
        }

        /** Everybody reads again: nothing may be left, and nobody who was not woken may have to be asked. */
        private void finish() {
            for (int round = 0; round < 100; round++) {
                for (Peer peer : List.copyOf(peers)) {
                    setMode(peer, Mode.SENT);
                    peer.refusals = 0;
                    peer.connection.refuseNext(0);
                    complete(peer);
                    if (peer.lingering) {
                        peer.lingering = false;
                        peer.outbox.depart();
                        peer.model.depart();
                        peer.dirty = true;
                    }
                    if (peer.dirty || peer.woken || peer.busy) {
                        peer.woken = false;
                        flush(peer);
                    }
                }
                drain.clear();
            }
            for (Peer peer : peers) {
                check(peer);
                assertThat(peer.outbox.books().waiting())
                        .as("waiting in the end")
                        .isZero();
                tally(peer);
            }
            assertThat(ledger.books(0))
                    .as("books of the shard")
                    .isEqualTo(gone.stream().reduce(Books.EMPTY, Books::plus));
        }
    }
}
