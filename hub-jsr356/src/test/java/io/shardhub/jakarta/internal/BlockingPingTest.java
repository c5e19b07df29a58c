package io.shardhub.jakarta.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shardhub.transport.WriteResult;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pings of a pipe whose pings block: they have threads of their own, and hold up no message before they start. */
@Timeout(60)
class BlockingPingTest extends SessionConnectionRig {

    @Test
    void aPingThatMayBlockRunsOnACloserThreadAndMessagesWaitForItsEnd() {
        pipe.pingGate = new CountDownLatch(1);
        assertThat(connection.tryPing(5, this::written)).isEqualTo(WriteResult.SENT);
        await().until(() -> pipe.steps.contains("ping on shardhub-closer-1"));
        assertThat(send(6)).isEqualTo(WriteResult.BUSY);
        assertThat(connection.tryPing(7, this::written)).isEqualTo(WriteResult.SENT);
        pipe.pingGate.countDown();
        await().until(() -> send(8) == WriteResult.PENDING);
        pipe.complete(null);
        assertThat(written).containsExactly("8 ok");
        assertThat(pipe.steps.stream().filter(step -> step.startsWith("ping on")))
                .hasSize(1);
    }

    @Test
    void aPingThatNoThreadIsFreeForHoldsUpNoMessages() {
        CountDownLatch gate = new CountDownLatch(1);
        for (int i = 0; i < 2; i++) {
            closer.run(() -> awaitQuietly(gate));
        }
        assertThat(connection.tryPing(5, this::written)).isEqualTo(WriteResult.SENT);
        for (int token = 6; token < 9; token++) {
            assertThat(send(token)).isEqualTo(WriteResult.PENDING);
            pipe.complete(null);
        }
        assertThat(written).containsExactly("6 ok", "7 ok", "8 ok");
        assertThat(pipe.steps).noneMatch(step -> step.startsWith("ping"));
        gate.countDown();
        await().until(() -> pipe.steps.stream().anyMatch(step -> step.startsWith("ping on")));
    }

    @Test
    void aPingThatFindsAWriteUnderWayComesAtItsEnd() {
        assertThat(send(5)).isEqualTo(WriteResult.PENDING);
        assertThat(connection.tryPing(6, this::written)).isEqualTo(WriteResult.SENT);
        CountDownLatch tried = new CountDownLatch(2);
        for (int i = 0; i < 2; i++) { // both threads: the ping was tried before
            closer.run(() -> {
                tried.countDown();
                awaitQuietly(tried);
            });
        }
        awaitQuietly(tried);
        assertThat(pipe.steps).noneMatch(step -> step.startsWith("ping"));
        pipe.complete(null);
        await().until(() -> pipe.steps.stream().anyMatch(step -> step.startsWith("ping on")));
        await().until(() -> send(7) == WriteResult.PENDING);
    }

    @Test
    void aCloseWaitsForThePingThatIsUnderWay() {
        pipe.pingGate = new CountDownLatch(1);
        connection.tryPing(5, this::written);
        await().until(() -> pipe.steps.contains("ping on shardhub-closer-1"));
        connection.close(BYE);
        assertThat(connection.tryPing(6, this::written)).isEqualTo(WriteResult.CLOSED);
        pipe.pingGate.countDown();
        await().until(() -> pipe.steps.contains("close 1001"));
    }

    @Test
    void abortFreesAPingThatIsStuck() {
        pipe.pingGate = new CountDownLatch(1);
        connection.tryPing(5, this::written);
        await().until(() -> pipe.steps.contains("ping on shardhub-closer-1"));
        connection.abort();
        await().until(() -> pipe.steps.contains("ping interrupted"));
        await().until(() -> pipe.steps.contains("abort"));
        assertThat(written).isEmpty();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
