package io.shardhub.jakarta.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shardhub.CloseCode;
import io.shardhub.CloseReason;
import io.shardhub.contract.RecordingReceiver;
import io.shardhub.transport.WriteResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The rules of a connection, over a pipe that does what the test says. */
@Timeout(60)
class SessionConnectionTest extends SessionConnectionRig {

    private final RecordingReceiver receiver = new RecordingReceiver();

    private void awaitAbort() {
        await().until(() -> pipe.steps.contains("abort"));
    }

    @Test
    void aWriteThatCompletesInlineIsSentAndTheListenerIsNotCalled() {
        pipe.onWrite = completion -> completion.completed(null);
        assertThat(send(1)).isEqualTo(WriteResult.SENT);
        assertThat(send(2)).isEqualTo(WriteResult.SENT);
        assertThat(written).isEmpty();
    }

    @Test
    void aWriteThatCompletesTwiceEndsNoLaterWrite() {
        List<Pipe.Completion> completions = new ArrayList<>();
        pipe.onWrite = completions::add;
        send(1);
        completions.get(0).completed(null);
        send(2);
        completions.get(0).completed(null);
        completions.get(0).completed(new IOException("thrown by the test"));
        assertThat(written).containsExactly("1 ok");
        pipe.onWrite = completion -> {
            completion.completed(null);
            completions.get(1).completed(null);
        };
        completions.get(1).completed(null);
        assertThat(send(3)).isEqualTo(WriteResult.SENT);
        pipe.onWrite = completions::add;
        assertThat(send(4)).isEqualTo(WriteResult.PENDING);
        completions.get(1).completed(null);
        assertThat(written).containsExactly("1 ok", "2 ok");
        completions.get(2).completed(null);
        assertThat(written).containsExactly("1 ok", "2 ok", "4 ok");
    }

    @Test
    void aWriteThatIsOverWhenItReturnsCostsNoCompletionOfItsOwn() {
        Set<Pipe.Completion> completions = Collections.newSetFromMap(new IdentityHashMap<>());
        pipe.onWrite = completions::add;
        pipe.result = WriteResult.SENT;
        for (int i = 0; i < 100; i++) {
            send(i);
        }
        assertThat(completions).hasSize(1);
    }

    @Test
    void errorsThatNoPeerCanCauseAreReported() {
        pipe.onWrite = completion -> {
            throw new NoSuchMethodError("thrown by the test");
        };
        assertThat(send(1)).isEqualTo(WriteResult.CLOSED);
        awaitAbort();
        assertThat(surprises).hasSize(1).first().isInstanceOf(NoSuchMethodError.class);
    }

    @Test
    void aPeerThatDoesNotAnswerACloseIsCutAfterItsTime() {
        connection.opened(receiver);
        connection.close(BYE);
        await().until(() -> pipe.steps.contains("close 1001"));
        connection.ended(BYE); // what some containers report as soon as their close frame is on its way
        awaitAbort();
        assertThat(receiver.closings()).containsExactly(BYE);
    }

    @Test
    void aCloseThatTheContainerNeverReportsIsReportedAfterItsTime() {
        connection.opened(receiver);
        connection.close(BYE);
        await().until(() -> !receiver.closings().isEmpty());
        assertThat(pipe.steps).containsExactly("close 1001", "abort");
        connection.ended(CloseReason.of(CloseCode.NORMAL, "late"));
        assertThat(receiver.closings()).containsExactly(BYE);
    }

    @Test
    void aWriteThatCompletesLaterCallsTheListenerOnceWithItsToken() {
        assertThat(send(7)).isEqualTo(WriteResult.PENDING);
        assertThat(written).isEmpty();
        pipe.complete(null);
        pipe.complete(null);
        assertThat(written).containsExactly("7 ok");
        assertThat(send(8)).isEqualTo(WriteResult.PENDING);
    }

    @Test
    void whatThePipeRefusesForAMomentIsBusy() {
        pipe.result = WriteResult.BUSY;
        assertThat(send(1)).isEqualTo(WriteResult.BUSY);
        pipe.result = WriteResult.SENT;
        assertThat(send(2)).isEqualTo(WriteResult.SENT);
        assertThat(written).isEmpty();
    }

    @Test
    void aSecondWriteIsBusyWhileOneIsPending() {
        send(1);
        assertThat(send(2)).isEqualTo(WriteResult.BUSY);
        pipe.complete(null);
        assertThat(written).containsExactly("1 ok");
    }

    @Test
    void aWriteThatThrowsIsClosedAndTheSessionIsAborted() {
        connection.opened(receiver);
        pipe.onWrite = completion -> {
            throw new IllegalStateException("thrown by the test");
        };
        assertThat(send(1)).isEqualTo(WriteResult.CLOSED);
        awaitAbort();
        await().until(() -> receiver.closed().isPresent());
        assertThat(send(2)).isEqualTo(WriteResult.CLOSED);
        assertThat(written).isEmpty();
    }

    @Test
    void aWriteThatFailsInlineIsClosedAndTheSessionIsAborted() {
        pipe.onWrite = completion -> completion.completed(new IOException("thrown by the test"));
        assertThat(send(1)).isEqualTo(WriteResult.CLOSED);
        awaitAbort();
        assertThat(written).isEmpty();
    }

    @Test
    void aWriteThatFailsLaterTellsTheListenerAndAbortsTheSession() {
        connection.opened(receiver);
        send(1);
        pipe.complete(new IOException("thrown by the test"));
        assertThat(written).containsExactly("1 failed");
        awaitAbort();
        await().until(() -> receiver.closed().isPresent());
        assertThat(send(2)).isEqualTo(WriteResult.CLOSED);
        assertThat(written).hasSize(1);
    }

    @Test
    void aCloseWaitsForTheWriteThatIsUnderWay() {
        send(1);
        connection.close(BYE);
        assertThat(send(2)).isEqualTo(WriteResult.CLOSED);
        await().during(100, TimeUnit.MILLISECONDS).until(() -> pipe.steps.equals(List.of("write")));
        pipe.complete(null);
        await().until(() -> pipe.steps.contains("close 1001"));
        assertThat(written).containsExactly("1 ok");
    }

    @Test
    void aCloseThatFailsIsAnAbort() {
        connection.opened(receiver);
        pipe.closeFails = true;
        connection.close(BYE);
        awaitAbort();
        await().until(() -> receiver.closed().isPresent());
    }

    @Test
    void onlyTheFirstCloseCounts() {
        connection.close(BYE);
        connection.close(CloseReason.of(CloseCode.POLICY, ""));
        await().during(100, TimeUnit.MILLISECONDS)
                .until(() -> pipe.steps.stream()
                        .filter(step -> step.startsWith("close"))
                        .toList()
                        .equals(List.of("close 1001")));
    }

    @Test
    void codesThatMustNotBeSentAreAborts() {
        connection.close(CloseReason.of(CloseCode.LOST, ""));
        awaitAbort();
        assertThat(pipe.steps).containsExactly("abort");
    }

    @Test
    void abortFailsThePendingWriteAndIsReportedOnceAsLost() {
        connection.opened(receiver);
        send(1);
        pipe.onAbort = () -> connection.ended(BYE); // as containers do, inline
        connection.abort();
        connection.abort();
        await().until(() -> receiver.closed().isPresent());
        pipe.complete(null);
        connection.ended(BYE);
        assertThat(written).containsExactly("1 failed");
        assertThat(receiver.closings()).containsExactly(CloseReason.of(CloseCode.LOST, "aborted"));
        assertThat(pipe.steps).containsExactly("write", "abort");
    }

    @Test
    void theEndOfTheSessionFailsThePendingWrite() {
        connection.opened(receiver);
        send(1);
        connection.ended(BYE);
        assertThat(written).containsExactly("1 failed");
        assertThat(send(2)).isEqualTo(WriteResult.CLOSED);
        assertThat(receiver.closings()).containsExactly(BYE);
    }

    @Test
    void anEndThatComesBeforeTheReceiverIsReportedToIt() {
        connection.ended(BYE);
        connection.opened(receiver);
        assertThat(receiver.closings()).containsExactly(BYE);
    }

    @Test
    void anErrorAbortsASessionThatStaysOpenOnly() {
        connection.failed(() -> false);
        connection.failed(() -> true);
        awaitAbort();
        assertThat(pipe.steps).containsExactly("abort");
    }

    @Test
    void completionsAbortsAndEndsMayRaceAndTheListenerIsCalledAtMostOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            for (int round = 0; round < 2_000; round++) {
                FakePipe racing = new FakePipe();
                SessionConnection raced = new SessionConnection(racing, closer, false, surprises::add);
                AtomicInteger calls = new AtomicInteger();
                RecordingReceiver heard = new RecordingReceiver();
                raced.opened(heard);
                CyclicBarrier start = new CyclicBarrier(3);
                Future<WriteResult> shard = threads.submit(() -> {
                    start.await();
                    return raced.trySend(FRAME, 1, (token, failure) -> calls.incrementAndGet());
                });
                Future<?> container = threads.submit(() -> {
                    start.await();
                    while (racing.completion == null && heard.closed().isEmpty()) {
                        Thread.onSpinWait();
                    }
                    racing.complete(null);
                    return null;
                });
                Future<?> hub = threads.submit(() -> {
                    start.await();
                    raced.abort();
                    return null;
                });
                WriteResult result = shard.get(5, TimeUnit.SECONDS);
                container.get(5, TimeUnit.SECONDS);
                hub.get(5, TimeUnit.SECONDS);
                while (heard.closed().isEmpty()) {
                    Thread.onSpinWait();
                }
                assertThat(calls.get()).isEqualTo(result == WriteResult.PENDING ? 1 : 0);
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
