package io.shardhub.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.HandlerOptions;
import io.shardhub.PublishResult;
import io.shardhub.auth.Identity;
import io.shardhub.core.testing.HubRig;
import io.shardhub.core.testing.ManualRuntime;
import io.shardhub.core.testing.QuietLog;
import io.shardhub.core.testing.RecordingListener;
import io.shardhub.options.ClosingOptions;
import io.shardhub.options.InboundOptions;
import io.shardhub.transport.Receiver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What becomes of handlers when a manager is closed. */
@ExtendWith(QuietLog.class)
@Timeout(60)
final class ManagerClosingTest {

    private static final Duration DRAIN = Duration.ofSeconds(2);

    private final ManualRuntime runtime = new ManualRuntime();
    private final Runnable hang = runtime.hanging();
    private final RecordingListener listener = new RecordingListener();
    private final List<PublishResult> published = new ArrayList<>();
    private final Answering connection = new Answering();
    private Manager manager = manager(ClosingOptions.defaults().withDrain(DRAIN));

    private Manager manager(ClosingOptions closing) {
        return Manager.create(
                HubRig.options(2).withInbound(InboundOptions.defaults(2)).withClosing(closing),
                HubParts.defaults().withRuntime(runtime));
    }

    private Receiver receiver() {
        manager.on("answer", String.class, request -> request.reply(request.data()))
                .on("virtual", String.class, HandlerOptions.virtual(), request -> request.reply(request.data()))
                .on("hang", String.class, request -> {
                    hang.run();
                    request.reply(request.data());
                })
                .on("publish", String.class, request -> published.add(manager.broadcast("news", request.data())))
                .listen(listener)
                .start();
        Receiver receiver = manager.accept(connection, Identity.of("u"));
        connection.answersTo(receiver::closed);
        runtime.runUntilIdle();
        return receiver;
    }

    /** While the manager is closed. */
    private void after(Duration duration, Runnable action) {
        long at = runtime.nanoTime() + duration.toNanos();
        CompletingLoop.start(runtime, Duration.ofMillis(50), () -> {
            if (runtime.nanoTime() == at) {
                action.run();
            }
        });
    }

    private static String message(String type, int id) {
        return "{\"type\":\"" + type + "\",\"data\":\"" + id + "\",\"id\":\"" + id + "\"}";
    }

    private List<String> replies() {
        return connection.recording().texts().stream()
                .filter(text -> text.startsWith("{\"type\":\"hub.reply\""))
                .toList();
    }

    @AfterEach
    void booksBalance() {
        runtime.close();
        assertThat(manager.inbound().isBalanced()).as("%s", manager.inbound()).isTrue();
        HubRig.balancedBooks(manager.hub());
    }

    @Test
    void everyAnswerIsDeliveredBeforeTheClientIsClosed() {
        Receiver receiver = receiver();
        IntStream.range(0, 50).forEach(i -> receiver.text(message(i % 3 == 0 ? "virtual" : "answer", i)));
        manager.close();
        assertThat(replies()).hasSize(50);
        List<String> texts = connection.recording().texts();
        assertThat(texts.get(texts.size() - 1)).startsWith("{\"type\":\"hub.reconnect\"");
        assertThat(listener.events()).containsExactly("connected u", "disconnected u 1001");
        assertThat(runtime.roles()).isEmpty();
    }

    @Test
    void handlerThatRunsWhenTheManagerIsClosedStillAnswersAndPublishes() {
        Receiver receiver = receiver();
        receiver.text(message("hang", 1));
        receiver.text(message("publish", 2));
        runtime.runUntilIdle();
        after(Duration.ofMillis(300), runtime::releaseAll);
        manager.hub().close();
        assertThat(replies()).hasSize(2).first().asString().contains("\"id\":\"1\"", "\"data\":\"1\"");
        assertThat(published).containsExactly(new PublishResult(1, 0, false));
        assertThat(connection.recording().texts()).contains("{\"type\":\"news\",\"data\":\"2\"}");
        assertThat(connection.recording().closeReason().orElseThrow().code()).isEqualTo(1001);
        manager.close();
        assertThat(listener.events()).containsExactly("connected u", "disconnected u 1001");
        assertThat(manager.broadcast("news", "late")).isEqualTo(PublishResult.CLOSED);
    }

    @Test
    void handlerThatDoesNotEndHoldsUpTheCloseForTheDrainLimitOnly() {
        Receiver receiver = receiver();
        receiver.text(message("hang", 1));
        runtime.runUntilIdle();
        long start = runtime.nanoTime();
        manager.hub().close();
        assertThat(Duration.ofNanos(runtime.nanoTime() - start)).isBetween(DRAIN, DRAIN.plusMillis(500));
        assertThat(connection.recording().closeReason().orElseThrow().code()).isEqualTo(1001);
        assertThat(replies()).isEmpty();
        after(Duration.ofMillis(300), runtime::releaseAll);
        manager.close();
        assertThat(listener.events()).containsExactly("connected u", "disconnected u 1001");
    }

    @Test
    void messageThatStillWaitsWhenTheTimeIsOverIsGivenUp() {
        Receiver receiver = receiver();
        receiver.text(message("hang", 1));
        receiver.text(message("publish", 2));
        runtime.runUntilIdle();
        manager.hub().close();
        after(Duration.ofMillis(300), runtime::releaseAll);
        manager.close();
        assertThat(published).isEmpty();
        assertThat(manager.inbound().faults()).isEqualTo(Map.of("given_up", 1L));
        assertThat(listener.events()).containsExactly("connected u", "disconnected u 1001");
    }

    @Test
    void handlerThatDoesNotEndLeavesTimeToCloseClientsAsTheyShouldBe() {
        manager = manager(ClosingOptions.defaults().withDrain(DRAIN).withShutdown(DRAIN));
        Receiver receiver = receiver();
        receiver.text(message("hang", 1));
        runtime.runUntilIdle();
        manager.hub().close();
        assertThat(connection.recording().texts()).last().asString().startsWith("{\"type\":\"hub.reconnect\"");
        assertThat(connection.recording().closeReason().orElseThrow().code()).isEqualTo(1001);
        assertThat(connection.recording().isAborted()).isFalse();
        after(Duration.ofMillis(300), runtime::releaseAll);
        manager.close();
    }

    @Test
    void departuresAreToldOfWhileTheHubCloses() {
        receiver();
        manager.hub().close();
        runtime.runUntilIdle();
        assertThat(listener.events()).containsExactly("connected u", "disconnected u 1001");
        manager.close();
    }

    @Test
    void whatPeersSendWhileTheManagerIsClosedIsRefusedAndCounted() {
        Receiver receiver = receiver();
        receiver.text(message("hang", 1));
        runtime.runUntilIdle();
        after(Duration.ofMillis(100), () -> IntStream.range(2, 12).forEach(i -> receiver.text(message("answer", i))));
        after(Duration.ofMillis(300), runtime::releaseAll);
        manager.close();
        assertThat(replies()).hasSize(1);
        assertThat(manager.inbound().faults()).isEqualTo(Map.of("closed", 10L));
    }
}
