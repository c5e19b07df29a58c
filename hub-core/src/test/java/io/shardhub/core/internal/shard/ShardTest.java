package io.shardhub.core.internal.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.CloseCode;
import io.shardhub.CloseReason;
import io.shardhub.Message;
import io.shardhub.SendResult;
import io.shardhub.contract.RecordingConnection;
import io.shardhub.core.testing.HubRig;
import io.shardhub.core.testing.QuietLog;
import io.shardhub.options.ShardOptions;
import io.shardhub.snapshot.DropCause;
import io.shardhub.snapshot.ShardSnapshot;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the hub's own doors do not lead to. */
@ExtendWith(QuietLog.class)
final class ShardTest {

    private static final CloseReason SHUTDOWN = CloseReason.of(CloseCode.SHUTDOWN, "server shutdown");

    private final ShardRig rig = new ShardRig();
    private final RecordingConnection connection = new RecordingConnection();
    private final HubClient client = rig.client("u", connection);

    /* Another thread may find a client before its registration is posted, and be quicker than the one that registers it. */

    @Test
    void closeThatOvertakesTheRegistrationIsNotLost() {
        client.close(CloseCode.FORBIDDEN, "out");
        rig.runtime.runUntilIdle();
        rig.shard.register(client);
        rig.runtime.runUntilIdle();
        assertThat(connection.closeReason()).contains(CloseReason.of(CloseCode.FORBIDDEN, "out"));
        client.closed(SHUTDOWN);
        rig.runtime.runUntilIdle();
        assertThat(rig.listener.events()).containsExactly("registered", "closed 4403");
        assertThat(rig.departed).containsExactly("c1 4403");
        assertThat(rig.users.size()).isZero();
    }

    @Test
    void messageAndSubscriptionThatWouldOvertakeTheRegistrationAreRefused() {
        assertThat(client.send(Message.text("early"))).isEqualTo(SendResult.REFUSED);
        assertThat(client.subscribe("t")).isEqualTo(SendResult.REFUSED);
        assertThat(client.unsubscribe("t")).isEqualTo(SendResult.REFUSED);
        rig.runtime.runUntilIdle();
        assertThat(rig.topics.size()).as("topics with takers").isZero();
        rig.shard.register(client);
        assertThat(client.send(Message.text("in time"))).isEqualTo(SendResult.ACCEPTED);
        assertThat(client.subscribe("t")).isEqualTo(SendResult.ACCEPTED);
        rig.runtime.runUntilIdle();
        assertThat(connection.texts()).containsExactly("in time");
        assertThat(client.topics()).containsExactly("t");
        assertThat(client.books().accepted()).isEqualTo(1);
        assertThat(client.books().isBalanced()).isTrue();
    }

    @Test
    void departureThatOvertakesTheRegistrationIsNotLost() {
        client.closed(CloseReason.of(CloseCode.NORMAL, "bye"));
        rig.runtime.runUntilIdle();
        assertThat(rig.listener.events()).isEmpty();
        rig.shard.register(client);
        rig.runtime.runUntilIdle();
        assertThat(rig.listener.events()).containsExactly("registered", "closed 1000");
    }

    @Test
    void commandsOfAClientThatIsGoneLeaveNothingBehind() {
        rig.shard.register(client);
        rig.runtime.runUntilIdle();
        client.subscribe("t");
        client.closed(SHUTDOWN);
        rig.runtime.runUntilIdle();
        rig.topics.add("late", 0);
        rig.shard.post(new ShardCommand.SubscribeClient(client, "late"));
        rig.shard.post(new ShardCommand.UnsubscribeClient(client, "t"));
        rig.shard.post(new ShardCommand.CloseClient(client));
        rig.shard.postMessage(new ShardCommand.SendToClient(client, Message.text("late")));
        client.wake();
        rig.runtime.runUntilIdle();
        assertThat(rig.topics.size()).isZero();
        assertThat(rig.users.size()).isZero();
        ShardSnapshot snapshot = rig.shard.snapshot(0);
        assertThat(snapshot.failures()).isZero();
        assertThat(snapshot.clients()).isZero();
        assertThat(snapshot.books().dropped().get(DropCause.CLIENT_CLOSED)).isEqualTo(1);
        assertThat(rig.listener.events()).containsExactly("registered", "closed 1001");
    }

    @Test
    void fullMailboxLeavesNoTraceOfARegistration() {
        ShardRig small = new ShardRig(HubRig.options(1).withShards(new ShardOptions(1, 1_000, 64, 64, "user_id")));
        small.runtime.runUntilIdle();
        int registered = 0;
        while (small.shard.register(small.client("u" + registered))) {
            registered++;
        }
        assertThat(registered).isEqualTo(64);
        assertThat(small.shard.clients()).isEqualTo(64);
        assertThat(small.users.size()).isEqualTo(64);
        assertThat(small.shard.snapshot(0).refusedCommands()).isEqualTo(1);
        assertThat(small.shard.snapshot(0).mailbox()).isEqualTo(64);
    }

    @Test
    void drainTakesNoMoreThanItsLimitAtOnce() {
        rig.shard.register(client);
        rig.runtime.runUntilIdle();
        for (int i = 0; i < 200; i++) {
            client.send(Message.text("m" + i));
        }
        assertThat(rig.runtime.runOnce()).isTrue();
        assertThat(connection.texts()).hasSize(64);
        rig.runtime.runUntilIdle();
        assertThat(connection.texts()).hasSize(200);
    }

    @Test
    void closeAllEndsWhenTheLastHasGone() {
        HubClient other = rig.client("v");
        rig.shard.register(client);
        rig.shard.register(other);
        CompletableFuture<Void> emptied = rig.shard.closeAll(Shutdown.atOnce(SHUTDOWN));
        rig.runtime.runUntilIdle();
        assertThat(emptied).isNotDone();
        client.closed(SHUTDOWN);
        rig.runtime.runUntilIdle();
        assertThat(emptied).isNotDone();
        other.closed(SHUTDOWN);
        rig.runtime.runUntilIdle();
        assertThat(emptied).isCompleted();
    }

    @Test
    void registrationDuringCloseAllIsClosedToo() {
        rig.shard.register(client);
        CompletableFuture<Void> emptied = rig.shard.closeAll(Shutdown.atOnce(SHUTDOWN));
        rig.runtime.runUntilIdle();
        RecordingConnection late = new RecordingConnection();
        HubClient latecomer = rig.client("v", late);
        rig.shard.register(latecomer);
        rig.runtime.runUntilIdle();
        assertThat(late.closeReason()).contains(SHUTDOWN);
        client.closed(SHUTDOWN);
        rig.runtime.runUntilIdle();
        assertThat(emptied).isNotDone();
        rig.shard.abortAll();
        rig.runtime.runUntilIdle();
        assertThat(emptied).as("abortAll takes effect at once").isCompleted();
        assertThat(late.isAborted()).isTrue();
    }

    @Test
    void cuttingOffDoesNotWaitForTheMailbox() {
        rig.shard.register(client);
        rig.runtime.runUntilIdle();
        for (int i = 0; i < 200; i++) {
            client.subscribe("t" + i);
        }
        CompletableFuture<Void> emptied = rig.shard.closeAll(Shutdown.atOnce(SHUTDOWN));
        rig.runtime.runOnce();
        assertThat(connection.isAborted()).isFalse();
        rig.shard.abortAll();
        rig.runtime.runOnce();
        assertThat(rig.shard.mailbox()).as("commands that still wait").isPositive();
        assertThat(connection.isAborted()).isTrue();
        assertThat(emptied).isCompleted();
        rig.runtime.runUntilIdle();
        assertThat(rig.topics.size()).isZero();
    }

    @Test
    void sweepEndsWhoCameTooLate() {
        rig.shard.register(client);
        rig.shard.stop(1);
        assertThat(rig.shard.beginSweep(SHUTDOWN)).isTrue();
        while (rig.shard.sweepSlice() > 0 || rig.shard.hasMoreToSweep()) {
            // until nobody is left
        }
        assertThat(connection.isAborted()).isTrue();
        assertThat(rig.listener.events()).containsExactly("registered", "closed 1001");
        assertThat(rig.shard.clients()).isZero();
    }
}
