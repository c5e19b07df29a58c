package io.shardhub.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.shardhub.CloseCode;
import io.shardhub.CloseReason;
import io.shardhub.contract.Sender.Outcome;
import io.shardhub.transport.Connection;
import io.shardhub.transport.Frame;
import io.shardhub.transport.Outgoing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link Connection} keeps, for authors of transports: subclass it and {@linkplain #open open} a connection to a
 * real peer, best one on a plain socket, so that it can stop reading.
 */
@Timeout(180)
public abstract class ConnectionContract {

    private static final int CHAIN = 20_000;
    private static final int RACES = 20;
    private static final int FILLING = 1_024;
    private static final Duration STALL = Duration.ofMillis(500);
    private static final CloseReason BYE = CloseReason.of(CloseCode.SHUTDOWN, "the server says bye \u2026");

    private final List<Live> opened = new ArrayList<>();

    /** A test's connection, and what writes to it. */
    private record Live(Pair pair, Sender sender) {
        Connection connection() {
            return pair.connection();
        }

        Peer peer() {
            return pair.peer();
        }

        RecordingReceiver receiver() {
            return pair.receiver();
        }
    }

    /** Opens a connection; asked at least once per test. */
    protected abstract Pair open() throws Exception;

    /** How long the suite waits for what must happen. */
    protected Duration patience() {
        return Duration.ofSeconds(10);
    }

    /** Frees the connections of the test, and checks that they and their transport kept the contract all along. */
    @AfterEach
    final void endAndCheck() {
        opened.forEach(live -> {
            live.pair.close();
            live.sender.close();
        });
        opened.forEach(live -> {
            assertThat(live.sender.violations())
                    .as("violations by the connection")
                    .isEmpty();
            assertThat(live.receiver().violations())
                    .as("violations by the transport")
                    .isEmpty();
        });
    }

    /* --------------- Writing --------------- */

    @Test
    void textsArriveUnchanged() throws Exception {
        Live live = live();
        List<String> texts = Samples.texts();
        assertTaken(live.sender.sendAll(frames(texts)));
        assertArrived(live, texts);
    }

    @Test
    void twentyThousandWritesOneAfterTheOtherArriveInOrder() throws Exception {
        Live live = live();
        List<String> texts = Samples.numbered(CHAIN);
        assertTaken(live.sender.sendAll(frames(texts)));
        assertArrived(live, texts);
    }

    @Test
    void writesMayComeFromAnotherThreadLater() throws Exception {
        Live live = live();
        List<String> texts = Samples.numbered(20);
        for (String text : texts) {
            try (Sender nextShard = new Sender(live.connection(), patience())) {
                assertThat(nextShard.send(Frame.text(text))).isEqualTo(Outcome.TAKEN);
                assertThat(nextShard.violations()).isEmpty();
            }
        }
        assertArrived(live, texts);
    }

    @Test
    void batchLimitIsConstantAndAtLeastOne() throws Exception {
        Live live = live();
        int limit = live.connection().batchLimit();
        assertThat(limit).as("batchLimit").isPositive();
        live.sender.send(Frame.text("a"));
        assertThat(live.connection().batchLimit()).as("batchLimit later on").isEqualTo(limit);
    }

    @Test
    void framesOfOneWriteArriveAsMessagesInOrder() throws Exception {
        Live live = live();
        int limit = Math.min(200, live.connection().batchLimit());
        assumeTrue(limit > 1, "the connection takes one frame per write");
        List<String> texts = new ArrayList<>();
        for (int size : new int[] {2, limit, 1, limit / 2 + 1}) {
            List<String> batch = IntStream.range(0, size)
                    .mapToObj(i -> "of " + size + " #" + i + "\u2026".repeat(i % 7 * 20))
                    .toList();
            Batch outgoing = Batch.of(batch);
            assertTaken(live.sender.send(outgoing));
            outgoing.spoil(); // a shard uses its buffer again
            texts.addAll(batch);
        }
        assertArrived(live, texts);
    }

    @Test
    void pingReachesThePeerAndItsPongIsReported() throws Exception {
        Live live = live();
        for (int round = 1; round <= 3; round++) {
            int expected = round;
            live.sender.send(Frame.text("before ping " + round));
            assertTaken(live.sender.ping());
            await(() -> live.peer().pings() == expected, "ping " + round + " did not reach the peer");
            await(() -> live.receiver().pongs() == expected, "pong " + round + " was not reported");
        }
        assertTaken(live.sender.send(Frame.text("after")));
        assertArrived(live, List.of("before ping 1", "before ping 2", "before ping 3", "after"));
    }

    @Test
    void whatThePeerSendsIsReportedInOrder() throws Exception {
        Live live = live();
        List<String> texts = List.of("a", "", "\u00e4\uD83D\uDE00", "d".repeat(1_000));
        texts.forEach(live.peer()::send);
        live.peer().sendBinary(7);
        await(() -> !live.receiver().binaries().isEmpty(), "the binary message was not reported");
        assertThat(live.receiver().texts()).as("reported texts").isEqualTo(texts);
        assertThat(live.receiver().binaries()).as("reported binary sizes").containsExactly(7);
    }

    /* --------------- A peer that does not read --------------- */

    @Test
    void writeGoesOnWhenThePeerReadsAgain() throws Exception {
        Live live = live();
        List<String> texts = fill(live);
        live.peer().resumeReading();
        assertThat(live.sender.settle(patience()))
                .as("the write that was stuck")
                .isEqualTo(Outcome.TAKEN);
        assertTaken(live.sender.send(Frame.text("last")));
        texts.add("last");
        assertArrived(live, texts);
    }

    @Test
    void abortEndsAConnectionWhosePeerDoesNotRead() throws Exception {
        Live live = live();
        fill(live);
        boolean wasPending = live.sender.isPending();
        Patience.timed("abort", live.connection()::abort);
        if (wasPending) {
            assertThat(live.sender.settle(STALL))
                    .as("the write that was pending when abort came (FAILED, or STUCK when it is left alone)")
                    .isIn(Outcome.FAILED, Outcome.STUCK);
        }
        assertDead(live, "abort");
        live.peer().resumeReading();
        await(() -> live.peer().ended().isPresent(), "the peer, reading again, saw no end after abort");
    }

    @Test
    void closeDoesNotBlockWhenThePeerDoesNotRead() throws Exception {
        Live live = live();
        fill(live);
        Patience.timed("close", () -> live.connection().close(BYE));
        Patience.timed("close", () -> live.connection().close(BYE));
        Patience.timed("abort", live.connection()::abort);
        assertDead(live, "close and abort");
    }

    @Test
    void peerThatVanishesWithoutReadingEndsTheConnection() throws Exception {
        Live live = live();
        fill(live);
        live.peer().vanish();
        assertDead(live, "the peer vanished");
    }

    /* --------------- Ends --------------- */

    @Test
    void closeReachesThePeerWithCodeAndText() throws Exception {
        for (CloseCode code : CloseCode.values()) {
            if (code != CloseCode.LOST) {
                assertCloseArrives(CloseReason.of(code, "because of " + code));
            }
        }
        assertCloseArrives(BYE);
        assertCloseArrives(CloseReason.of(CloseCode.NORMAL, ""));
        assertCloseArrives(new CloseReason(4_999, "\u00e4".repeat(61) + "x"));
    }

    @Test
    void nothingIsTakenForeverAfterClose() throws Exception {
        Live live = live();
        Patience.timed("close", () -> live.connection().close(BYE));
        assertDead(live, "close");
    }

    @Test
    void nothingIsTakenForeverAfterAbort() throws Exception {
        Live live = live();
        live.sender.send(Frame.text("before"));
        Patience.timed("abort", live.connection()::abort);
        assertDead(live, "abort");
        await(() -> live.peer().ended().isPresent(), "the peer saw no end after abort");
    }

    @Test
    void closeAndAbortMayBeRepeated() throws Exception {
        Live closed = live();
        Patience.timed("close", () -> closed.connection().close(BYE));
        Patience.timed("close", () -> closed.connection().close(CloseReason.of(CloseCode.POLICY, "second")));
        await(() -> closed.peer().ended().isPresent(), "the peer saw no end after two closes");
        assertThat(closed.peer().ended()).as("the end that the peer saw").contains(BYE);
        Patience.timed("close", () -> closed.connection().close(BYE));
        Patience.timed("abort", closed.connection()::abort);
        Live aborted = live();
        Patience.timed("abort", aborted.connection()::abort);
        Patience.timed("abort", aborted.connection()::abort);
        Patience.timed("close", () -> aborted.connection().close(BYE));
        assertDead(aborted, "two aborts and a close");
    }

    @Test
    void closeOfThePeerIsReportedAndEndsTheConnection() throws Exception {
        Live live = live();
        CloseReason reason = new CloseReason(4_711, "the peer says bye");
        live.peer().close(reason);
        await(() -> live.receiver().closed().isPresent(), "the close of the peer was not reported");
        assertThat(live.receiver().closed()).as("the reported reason").contains(reason);
        assertDead(live, "the peer closed");
    }

    @Test
    void peerThatVanishesEndsTheConnection() throws Exception {
        Live live = live();
        live.sender.send(Frame.text("before"));
        live.peer().vanish();
        assertDead(live, "the peer vanished");
    }

    @Test
    void closesAbortsAndWritesMayRace() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (int round = 0; round < RACES; round++) {
                Live live = live();
                CyclicBarrier start = new CyclicBarrier(4);
                List<Runnable> racers = List.of(
                        () -> live.sender.sendAll(frames(Samples.numbered(200))),
                        () -> live.connection().close(BYE),
                        live.connection()::abort,
                        () -> {
                            live.connection().abort();
                            live.connection().close(CloseReason.of(CloseCode.SLOW_CONSUMER, "slow"));
                        });
                List<? extends Future<?>> results = racers.stream()
                        .map(racer -> threads.submit(() -> {
                            start.await();
                            racer.run();
                            return null;
                        }))
                        .toList();
                for (Future<?> result : results) {
                    result.get(patience().multipliedBy(8).toMillis(), TimeUnit.MILLISECONDS);
                }
                assertDead(live, "close and abort from several threads");
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /* --------------- Steps --------------- */

    private Live live() throws Exception {
        Pair pair = open();
        Live live = new Live(pair, new Sender(pair.connection(), patience()));
        opened.add(live);
        return live;
    }

    /** Stops the peer and writes until nothing goes on; returns the texts that were taken, the pending one included. */
    private List<String> fill(Live live) {
        live.peer().stopReading();
        List<String> taken = new ArrayList<>();
        for (int i = 0; i < FILLING; i++) {
            String text = Samples.large(i);
            Outcome outcome = live.sender.send(Frame.text(text), STALL);
            if (outcome == Outcome.STUCK && !live.sender.isPending()) {
                return taken;
            }
            taken.add(text);
            if (outcome == Outcome.STUCK) {
                return taken;
            }
            assertThat(outcome).as("a write to a peer that does not read").isEqualTo(Outcome.TAKEN);
        }
        throw new AssertionError(
                "64 MiB were taken though the peer does not read (expected: PENDING or BUSY at some point)");
    }

    private void assertCloseArrives(CloseReason reason) throws Exception {
        Live live = live();
        assertTaken(live.sender.send(Frame.text("before the end")));
        Patience.timed("close", () -> live.connection().close(reason));
        await(() -> live.peer().ended().isPresent(), "the peer saw no end after " + reason);
        assertThat(live.peer().ended()).as("the end that the peer saw").contains(reason);
        assertThat(live.peer().texts()).as("texts before the end").containsExactly("before the end");
    }

    /** Waits until writes are refused, or the pending one has failed, or is left alone while the end was reported. */
    private void assertDead(Live live, String cause) {
        Outcome[] last = new Outcome[1];
        BooleanSupplier isDead = () -> {
            last[0] = live.sender.send(Frame.text("late"), Duration.ofMillis(50));
            return last[0] == Outcome.CLOSED
                    || last[0] == Outcome.FAILED
                    || (last[0] == Outcome.STUCK
                            && live.sender.isPending()
                            && live.receiver().closed().isPresent());
        };
        Patience.until(
                isDead,
                patience(),
                () -> "after " + cause + " writes are still " + last[0] + " (expected: CLOSED, or a failed write)");
    }

    private static void assertTaken(Outcome outcome) {
        assertThat(outcome).as("what became of the writes").isEqualTo(Outcome.TAKEN);
    }

    private void assertArrived(Live live, List<String> expected) {
        Patience.isMet(() -> live.peer().texts().size() >= expected.size(), patience());
        Samples.assertSame(expected, live.peer().texts());
    }

    private void await(BooleanSupplier condition, String otherwise) {
        Patience.until(condition, patience(), () -> otherwise);
    }

    private static List<Outgoing> frames(List<String> texts) {
        return texts.stream().<Outgoing>map(Frame::text).toList();
    }
}
