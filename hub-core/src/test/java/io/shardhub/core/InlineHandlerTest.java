package io.shardhub.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.HandlerOptions;
import io.shardhub.Message;
import io.shardhub.MessageHandler;
import io.shardhub.auth.Identity;
import io.shardhub.contract.RecordingConnection;
import io.shardhub.contract.RecordingConnection.Mode;
import io.shardhub.core.testing.HubRig;
import io.shardhub.core.testing.ManualRuntime;
import io.shardhub.transport.Receiver;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a handler sends to its client that runs on the thread that reads: that thread writes it, if the client's shard rests. */
final class InlineHandlerTest {

    private final ManualRuntime runtime = new ManualRuntime();
    private final Manager manager =
            Manager.create(HubRig.options(1), HubParts.defaults().withRuntime(runtime));
    private final RecordingConnection connection = new RecordingConnection(Mode.SENT, 64);
    private final Receiver receiver;
    private final int before; // writes

    InlineHandlerTest() {
        manager.start();
        receiver = manager.accept(connection, Identity.of("u"));
        runtime.runUntilIdle();
        before = connection.writes();
    }

    @AfterEach
    void booksBalance() {
        runtime.runUntilIdle();
        assertThat(manager.inbound().isBalanced()).as("%s", manager.inbound()).isTrue();
        HubRig.balancedBooks(manager.hub());
    }

    private List<String> answers() {
        return connection.texts().subList(1, connection.texts().size()); // behind the welcome
    }

    private void handle(MessageHandler<String> handler) {
        manager.on("go", String.class, HandlerOptions.inline(), handler);
        receiver.text("{\"type\":\"go\"}");
    }

    private void assertWokenUp(boolean expected) {
        assertThat(runtime.runOnce()).as("was the shard woken up").isEqualTo(expected);
    }

    @Test
    void answersLeaveTogetherWhenTheHandlerReturns() {
        handle(request -> {
            request.client().send(Message.text("a"));
            request.client().send(Message.text("b"));
            assertThat(answers()).isEmpty();
        });
        assertThat(answers()).containsExactly("a", "b");
        assertThat(connection.writes() - before).as("writes").isEqualTo(1);
        assertWokenUp(false);
    }

    @Test
    void answersOfAHandlerThatFailsLeave() {
        handle(request -> {
            request.client().send(Message.text("a"));
            throw new IllegalStateException("fails");
        });
        assertThat(answers()).hasSize(2).startsWith("a");
        assertWokenUp(false);
    }

    @Test
    void manyAnswersWakeTheShardUp() {
        handle(request -> {
            IntStream.range(0, 17).forEach(i -> request.client().send(Message.text("a" + i)));
            runtime.runUntilIdle();
            assertThat(answers()).hasSize(17);
        });
        assertWokenUp(false);
    }

    /** It has others to write to, who need not wait for the handler. */
    @Test
    void broadcastWakesTheShardUp() {
        handle(request -> {
            request.client().send(Message.text("a"));
            manager.hub().broadcast(Message.text("b"));
            runtime.runUntilIdle();
            assertThat(answers()).containsExactly("a", "b");
        });
        assertWokenUp(false);
    }

    @Test
    void shardThatWorksIsLeftToItsThread() {
        manager.hub().broadcast(Message.text("a"));
        handle(request -> request.client().send(Message.text("b")));
        assertThat(answers()).isEmpty();
        assertWokenUp(true);
        assertThat(answers()).containsExactly("a", "b");
    }

    @Test
    void handlerThatSendsNothingLeavesTheShardAtRest() {
        long drains = manager.hub().snapshot().shards().get(0).drains();
        handle(request -> {});
        assertWokenUp(false);
        assertThat(manager.hub().snapshot().shards().get(0).drains()).isEqualTo(drains);
    }
}
