package io.shardhub.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.CloseCode;
import io.shardhub.CloseReason;
import io.shardhub.HandlerOptions;
import io.shardhub.auth.Identity;
import io.shardhub.contract.RecordingConnection;
import io.shardhub.core.testing.HubRig;
import io.shardhub.core.testing.ManualRuntime;
import io.shardhub.options.CreditOptions;
import io.shardhub.options.InboundOptions;
import io.shardhub.transport.Receiver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Peers that are held back when their credit is spent; the thread that reads is the test's own. */
final class HoldingTest {

    private static final int CREDIT = 4;
    private static final Duration HOLD = Duration.ofSeconds(1);

    private final ManualRuntime runtime = new ManualRuntime(3);
    private final Runnable hang = runtime.hanging();
    private final List<String> handled = new ArrayList<>();
    private final RecordingConnection connection = new RecordingConnection();
    private Manager manager = manager(CreditOptions.defaults(1));

    private Manager manager(CreditOptions credit) {
        manager = Manager.create(
                HubRig.options(1)
                        .withInbound(InboundOptions.defaults(1)
                                .withCredit(credit.withMessages(CREDIT)
                                        .withHoldFor(HOLD)
                                        .withMaxRefusedPerMinute(2))),
                HubParts.defaults().withRuntime(runtime));
        return manager.on("note", String.class, request -> handled.add(request.data()))
                .on("hang", String.class, HandlerOptions.defaults(), request -> hang.run());
    }

    private Receiver join(boolean mayHold) {
        connection.setMayHoldReader(mayHold);
        Receiver receiver = manager.accept(connection, Identity.of("u"));
        runtime.runUntilIdle();
        return receiver;
    }

    private static void flood(Receiver receiver, int messages) {
        for (int i = 0; i < messages; i++) {
            receiver.text("{\"type\":\"note\",\"data\":\"" + i + "\"}");
        }
    }

    @AfterEach
    void booksBalance() {
        runtime.close();
        assertThat(manager.inbound().isBalanced()).as("%s", manager.inbound()).isTrue();
        assertThat(manager.inbound().held()).isZero();
    }

    @Test
    void whoeverSendsTooFastIsSlowedDownAndLosesNothing() {
        manager.start();
        long start = runtime.nanoTime();
        flood(join(true), 100);
        runtime.runUntilIdle();
        assertThat(handled)
                .containsExactlyElementsOf(
                        IntStream.range(0, 100).mapToObj(String::valueOf).toList());
        assertThat(manager.inbound().faults()).isEmpty();
        assertThat(manager.inbound().holds()).isBetween(100L / CREDIT - 1, 200L / CREDIT);
        assertThat(runtime.nanoTime()).as("nobody waited for a limit").isEqualTo(start);
    }

    @Test
    void whoeverMayNotBeHeldIsRefusedAndThenClosed() {
        manager.start();
        flood(join(false), 100);
        runtime.runUntilIdle();
        assertThat(handled).hasSize(CREDIT);
        assertThat(manager.inbound().holds()).isZero();
        assertThat(manager.inbound().faults()).isEqualTo(Map.of("busy", 3L, "closed", 93L));
        assertThat(connection.closeReason()).map(CloseReason::code).hasValue(CloseCode.RATE_LIMITED.number());
    }

    /** Nothing gets free, so it is held once, and not again for each of the messages that follow. */
    @Test
    void whoeverIsHeldInVainIsRefusedAndThenClosed() {
        manager.start();
        Receiver receiver = join(true);
        receiver.text("{\"type\":\"hang\"}");
        runtime.runUntilIdle();
        long start = runtime.nanoTime();
        flood(receiver, CREDIT + 1);
        assertThat(runtime.nanoTime() - start).isEqualTo(HOLD.toNanos());
        assertThat(manager.inbound().faults()).isEqualTo(Map.of("busy", 1L));
        flood(receiver, 2);
        assertThat(runtime.nanoTime() - start).isEqualTo(HOLD.toNanos());
        runtime.runUntilIdle();
        assertThat(connection.closeReason()).map(CloseReason::code).hasValue(CloseCode.RATE_LIMITED.number());
        assertThat(manager.inbound().holds()).isEqualTo(1);
        runtime.releaseAll();
    }

    @Test
    void whoeverWasHeldInVainIsHeldAgainAfterwards() {
        manager.start();
        Receiver receiver = join(true);
        receiver.text("{\"type\":\"hang\"}");
        runtime.runUntilIdle();
        flood(receiver, CREDIT + 1);
        runtime.releaseAll();
        runtime.runUntilIdle();
        flood(receiver, 2 * CREDIT);
        runtime.runUntilIdle();
        assertThat(handled).hasSize(3 * CREDIT);
        assertThat(manager.inbound().holds()).isGreaterThan(1);
        assertThat(manager.inbound().faults()).isEqualTo(Map.of("busy", 1L));
    }

    @Test
    void whoeverIsTooQuickNowAndThenStays() {
        manager.start();
        Receiver receiver = join(false);
        for (int minute = 0; minute < 3; minute++) {
            runtime.advance(Duration.ofSeconds(61));
            flood(receiver, CREDIT + 2);
        }
        runtime.runUntilIdle();
        assertThat(connection.closeReason()).isEmpty();
        assertThat(manager.inbound().faults()).isEqualTo(Map.of("busy", 6L));
    }

    @Test
    void noMoreAreHeldThanTheOptionSays() {
        manager(CreditOptions.defaults(1).withMaxHeld(0)).start();
        flood(join(true), CREDIT + 1);
        assertThat(manager.inbound().holds()).isZero();
        assertThat(manager.inbound().faults()).isEqualTo(Map.of("busy", 1L));
    }

    @Test
    void whatWaitsIsCountedInMessagesAndBytes() {
        manager.start();
        flood(join(false), 3);
        assertThat(manager.inbound().waiting()).isEqualTo(3);
        assertThat(manager.inbound().queuedBytes()).isEqualTo(3L * "{\"type\":\"note\",\"data\":\"0\"}".length());
        runtime.runUntilIdle();
        assertThat(manager.inbound().queuedBytes()).isZero();
    }

    /** The client is closed while its reader is held: the message is not handled, and the reader is free. */
    @Test
    void whoeverIsClosedWhileItIsHeldIsLetGo() {
        manager.on("close", String.class, request -> request.client().close(CloseCode.FORBIDDEN, "out"))
                .start();
        Receiver receiver = join(true);
        receiver.text("{\"type\":\"close\"}");
        flood(receiver, CREDIT);
        runtime.runUntilIdle();
        assertThat(manager.inbound().faults()).containsEntry("closed", 1L);
        assertThat(handled).hasSizeLessThan(CREDIT);
    }
}
