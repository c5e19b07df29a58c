package io.shardhub.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import io.shardhub.CloseReason;
import io.shardhub.contract.ConnectionContract;
import io.shardhub.contract.Pair;
import io.shardhub.contract.Peer;
import io.shardhub.contract.RecordingReceiver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/**
 * Breaks connections in many ways, each of which the suite must notice: a suite that never fails proves nothing. Most of it is
 * waiting: for what never comes.
 */
@Execution(ExecutionMode.CONCURRENT)
final class ConnectionContractNoticesTest {

    private record Subject(Mutant mutant, LoopPair.Completion completion) {}

    /** What the suite of a thread runs against, harmless but during a test. */
    private static final ThreadLocal<Subject> SUBJECT =
            ThreadLocal.withInitial(() -> new Subject(harmless(""), LoopPair.Completion.RESULT));

    @Test
    void connectionThatKeepsTheContractPasses() {
        for (String test : List.of("textsArriveUnchanged", "nothingIsTakenForeverAfterAbort")) {
            assertThat(failures(harmless(test), LoopPair.Completion.RESULT)).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource
    void connectionThatBreaksTheContractWhenItEndsWritesLate(Mutant broken) {
        assertNoticed(broken, LoopPair.Completion.LATE);
    }

    static Stream<Mutant> connectionThatBreaksTheContractWhenItEndsWritesLate() {
        String test = "textsArriveUnchanged";
        return Stream.of(
                Mutant.sending(
                        "completes twice",
                        test,
                        call -> call.pass((token, failure) -> {
                            call.listener().written(token, failure);
                            call.listener().written(token, failure);
                        })),
                Mutant.sending("never completes", test, call -> call.pass((token, failure) -> {})),
                Mutant.sending(
                        "cuts the token",
                        test,
                        call -> call.pass((token, failure) -> call.listener().written(token & 0xFFFF_FFFFL, failure))));
    }

    @ParameterizedTest
    @MethodSource
    void connectionThatChangesTexts(Mutant broken) {
        assertNoticed(broken, LoopPair.Completion.RESULT);
    }

    static Stream<Mutant> connectionThatChangesTexts() {
        String unchanged = "textsArriveUnchanged";
        String chain = "twentyThousandWritesOneAfterTheOtherArriveInOrder";
        String batch = "framesOfOneWriteArriveAsMessagesInOrder";
        return Stream.of(
                Mutant.sending("calls the listener for SENT", unchanged, call -> {
                    call.listener().written(call.token(), null);
                    return call.pass();
                }),
                Mutant.sending(
                        "swallows empty texts",
                        unchanged,
                        call -> text(call).isEmpty() ? WriteResult.SENT : call.pass()),
                Mutant.sending(
                        "knows the basic plane only",
                        unchanged,
                        call -> call.pass(Frame.text(text(call).replaceAll("[^\\x{0}-\\x{FFFF}]", "?")))),
                Mutant.sending("loses", chain, call -> call.isUnlucky() ? WriteResult.SENT : call.pass()),
                Mutant.sending("doubles", chain, call -> {
                    call.pass((token, failure) -> {});
                    return call.pass();
                }),
                Mutant.sending("reorders", chain, ConnectionContractNoticesTest::reorder),
                Mutant.sending(
                        "writes one frame of a batch",
                        batch,
                        call -> call.pass(call.outgoing().frame(0))),
                Mutant.sending("reads bytes too late", batch, call -> {
                    call.kept().forEach(call::pass);
                    call.kept().clear();
                    call.kept().add(call.outgoing());
                    return WriteResult.SENT;
                }),
                new Mutant("changes its batch limit", "batchLimitIsConstantAndAtLeastOne", c -> new Mutant.Broken(c) {
                    @Override
                    public int batchLimit() {
                        return 1 + calls++;
                    }
                }),
                new Mutant("forgets pings", "pingReachesThePeerAndItsPongIsReported", c -> new Mutant.Broken(c) {
                    @Override
                    public WriteResult tryPing(long token, WriteListener listener) {
                        return WriteResult.SENT;
                    }
                }));
    }

    @ParameterizedTest
    @MethodSource
    void connectionThatMistreatsAPeerThatDoesNotRead(Mutant broken) {
        assertNoticed(broken, LoopPair.Completion.RESULT);
    }

    static Stream<Mutant> connectionThatMistreatsAPeerThatDoesNotRead() {
        String abort = "abortEndsAConnectionWhosePeerDoesNotRead";
        return Stream.of(
                Mutant.sending("blocks", abort, call -> {
                    CountDownLatch written = new CountDownLatch(1);
                    WriteResult result = call.pass((token, failure) -> written.countDown());
                    if (result == WriteResult.PENDING) {
                        Mutant.await(written);
                    }
                    return result == WriteResult.CLOSED ? result : WriteResult.SENT;
                }),
                Mutant.sending(
                        "takes without bound",
                        "writeGoesOnWhenThePeerReadsAgain",
                        call -> call.pass((token, failure) -> {}) == WriteResult.CLOSED
                                ? WriteResult.CLOSED
                                : WriteResult.SENT),
                Mutant.sending(
                        "calls a failure a success",
                        abort,
                        call -> call.pass((token, failure) -> call.listener().written(token, null))),
                new Mutant("does not abort", abort, c -> new Mutant.Broken(c) {
                    @Override
                    public void abort() {}
                }),
                new Mutant("blocks in abort", abort, c -> new Mutant.Broken(c) {
                    @Override
                    public void abort() {
                        inner.abort();
                        Mutant.block();
                    }
                }),
                Mutant.closing("blocks in close", "closeDoesNotBlockWhenThePeerDoesNotRead", (inner, reason) -> {
                    inner.close(reason);
                    Mutant.block();
                }));
    }

    @ParameterizedTest
    @MethodSource
    void connectionThatEndsBadly(Mutant broken) {
        assertNoticed(broken, LoopPair.Completion.RESULT);
    }

    static Stream<Mutant> connectionThatEndsBadly() {
        String abort = "nothingIsTakenForeverAfterAbort";
        String close = "closeReachesThePeerWithCodeAndText";
        return Stream.of(
                Mutant.sending("takes for ever", abort, call -> {
                    WriteResult result = call.pass();
                    return result == WriteResult.CLOSED ? WriteResult.SENT : result;
                }),
                Mutant.sending("is busy for ever", abort, call -> {
                    WriteResult result = call.pass();
                    return result == WriteResult.CLOSED ? WriteResult.BUSY : result;
                }),
                Mutant.sending("throws when dead", "closesAbortsAndWritesMayRace", call -> {
                    WriteResult result = call.pass();
                    if (result == WriteResult.CLOSED) {
                        throw new IllegalStateException("the session is closed");
                    }
                    return result;
                }),
                Mutant.closing(
                        "closes without text",
                        close,
                        (inner, reason) -> inner.close(new CloseReason(reason.code(), ""))),
                Mutant.closing(
                        "closes with another code",
                        close,
                        (inner, reason) -> inner.close(new CloseReason(1_000, reason.text()))),
                Mutant.closing("aborts instead", close, (inner, reason) -> inner.abort()),
                new Mutant("throws at the second close", "closeAndAbortMayBeRepeated", c -> new Mutant.Broken(c) {
                    @Override
                    public void close(CloseReason reason) {
                        if (calls++ > 0) {
                            throw new IllegalStateException("the session is closed");
                        }
                        inner.close(reason);
                    }
                }));
    }

    private static Mutant harmless(String test) {
        return Mutant.sending("breaks nothing", test, Mutant.Call::pass);
    }

    @AfterEach
    void breakNothing() {
        SUBJECT.remove();
    }

    private static String text(Mutant.Call call) {
        return call.outgoing().frame(0).text();
    }

    private static WriteResult reorder(Mutant.Call call) {
        if (call.isUnlucky()) {
            call.kept().add(call.outgoing());
            return WriteResult.SENT;
        }
        WriteResult result = call.pass();
        call.kept().forEach(call::pass);
        call.kept().clear();
        return result;
    }

    private static void assertNoticed(Mutant broken, LoopPair.Completion completion) {
        assertThat(failures(broken, completion))
                .as("failures of %s with a connection that %s", broken.test(), broken)
                .isEqualTo(1);
    }

    private static long failures(Mutant mutant, LoopPair.Completion completion) {
        SUBJECT.set(new Subject(mutant, completion));
        Events tests = EngineTestKit.engine("junit-jupiter")
                .selectors(selectMethod(BrokenSuite.class, mutant.test()))
                .execute()
                .testEvents();
        assertThat(tests.finished().count()).as("tests named %s", mutant.test()).isEqualTo(1);
        return tests.failed().count();
    }

    /** The suite with the mutant of the moment; run by the tests above only. */
    static final class BrokenSuite extends ConnectionContract {

        private final Subject subject = SUBJECT.get();

        @Override
        protected Pair open() {
            LoopPair pair = new LoopPair(subject.completion());
            Connection broken = subject.mutant().breaking().apply(pair.connection());
            return new BrokenPair(pair, broken);
        }

        @Override
        protected Duration patience() {
            return Duration.ofSeconds(1);
        }
    }

    private record BrokenPair(LoopPair pair, Connection connection) implements Pair {

        @Override
        public Peer peer() {
            return pair.peer();
        }

        @Override
        public RecordingReceiver receiver() {
            return pair.receiver();
        }

        @Override
        public void close() {
            pair.close();
        }
    }
}
