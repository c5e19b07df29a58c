package io.shardhub.core.internal.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardhub.CloseCode;
import io.shardhub.CloseReason;
import io.shardhub.Message;
import io.shardhub.Priority;
import io.shardhub.contract.RecordingConnection;
import io.shardhub.core.internal.metrics.DrainClock;
import io.shardhub.core.testing.HubRig;
import io.shardhub.core.testing.QuietLog;
import io.shardhub.options.RebalanceOptions;
import io.shardhub.snapshot.DropCause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A shard that gives its clients to another one, step by step. */
@ExtendWith(QuietLog.class)
final class MoveTest {

    private static final CloseReason SHUTDOWN = CloseReason.of(CloseCode.SHUTDOWN, "server shutdown");

    private final ShardRig rig = new ShardRig();
    private final Shard from = rig.shard;
    private final Shard to = new Shard(1, rig.context);
    private final Shard another = new Shard(2, rig.context);
    private final List<HubClient> clients = new ArrayList<>();

    MoveTest() {
        to.start();
        another.start();
        for (int i = 0; i < 4; i++) {
            HubClient client = rig.client("u" + i);
            from.register(client);
            clients.add(client);
        }
        rig.runtime.runUntilIdle();
    }

    private static MoveOrder order(Shard from, Shard to, int clients) {
        MoveOrder order = from.move(to, clients);
        assertThat(order).isNotNull();
        return order;
    }

    private void run(Shard shard) {
        rig.runtime.runUntilIdle("hub-hub-shard-" + shard.index());
    }

    @Test
    void shardWithAnOrderIsNotVacant() {
        MoveOrder first = order(from, to, 4);
        MoveOrder second = order(from, another, 4);
        int drains = 0;
        while (!from.isVacant()) {
            from.work();
            drains++;
            assertThat(drains).isLessThan(10);
        }
        assertThat(first.end()).isCompletedWithValue(4);
        assertThat(second.end()).isCompletedWithValue(0);
    }

    @Test
    void shardThatClosesGivesNobodyAway() {
        MoveOrder order = order(from, to, 4);
        var unused = from.closeAll(Shutdown.atOnce(SHUTDOWN));
        run(from);
        assertThat(order.end()).isCompletedWithValue(0);
        assertThat(to.clients()).isZero();
        assertThat(clients).noneMatch(HubClient::isOpen);
    }

    /** Messages to the clients of a shard, as many as one drain takes. */
    private static void occupy(Shard shard) {
        for (int i = 0; i < 64; i++) {
            assertThat(shard.post(new ShardCommand.Nothing())).isTrue();
        }
    }

    /** The shard has given its clients away, and has not handed them over yet. */
    private MoveOrder cut(int wanted) {
        MoveOrder order = order(from, to, wanted);
        from.work();
        assertThat(to.clients()).isPositive();
        return order;
    }

    @Test
    void commandForAClientThatHasMovedIsNotTaken() {
        cut(4);
        HubClient client = clients.get(0);
        ShardCommand command = new ShardCommand.CloseClient(client);
        assertThat(from.postTo(client, command)).isEqualTo(Mailbox.Posting.MOVED);
        assertThat(from.postMessageTo(client, command)).isEqualTo(Mailbox.Posting.MOVED);
        while (from.post(new ShardCommand.Nothing())) {
            // until it is full
        }
        assertThat(from.postMessageTo(client, command)).isEqualTo(Mailbox.Posting.MOVED);
    }

    @Test
    void clientThatIsHandedOverBeforeItIsAnnouncedIsAdopted() {
        occupy(to);
        cut(4);
        from.work();
        to.work(); // finds who is handed over, and not the announcement behind the others
        to.work();
        clients.get(0).send(Message.text("m"));
        to.work();
        assertThat(clients.get(0).books().sent()).isEqualTo(1);
    }

    @Test
    void endOnTheWayIsSeenOnArrival() {
        cut(4);
        from.work();
        clients.get(0).closed(SHUTDOWN);
        run(to);
        assertThat(rig.departed).containsExactly(clients.get(0).id() + " 1001");
        assertThat(to.clients()).isEqualTo(3);
    }

    @Test
    void clientThatEndedBehindTheCutDoesNotArrive() {
        cut(4);
        CompletableFuture<Void> emptied = to.closeAll(Shutdown.atOnce(SHUTDOWN));
        run(to);
        assertThat(emptied).as("some are on their way").isNotDone();
        clients.forEach(client -> client.closed(SHUTDOWN));
        run(from);
        run(to);
        assertThat(emptied).isCompleted();
        assertThat(to.isVacant()).isTrue();
        assertThat(rig.users.size()).isZero();
    }

    @Test
    void farewellIsTakenOver() {
        RecordingConnection connection = new RecordingConnection(RecordingConnection.Mode.PENDING);
        HubClient slow = rig.client("slow", connection);
        from.register(slow);
        run(from);
        slow.send(Message.text("m"));
        run(from);
        MoveOrder order = order(from, to, 5);
        for (int i = 0; i < 63; i++) {
            from.post(new ShardCommand.Nothing());
        }
        slow.close(SHUTDOWN); // behind the cut's own drain, and before its position
        from.work();
        assertThat(to.clients()).isEqualTo(5);
        from.work();
        from.work();
        assertThat(slow.stage).isEqualTo(Stage.DRAINING);
        assertThat(slow.owner()).isSameAs(to);
        rig.runtime.skip(Duration.ofMinutes(1));
        from.work();
        assertThat(connection.closeCalls())
                .as("it is not the old shard's any more")
                .isZero();
        to.work();
        to.work();
        rig.runtime.skip(Duration.ofSeconds(1));
        to.work();
        assertThat(connection.closeCalls()).isEqualTo(1);
        assertThat(order.end()).isDone();
    }

    @Test
    void orderWithoutProgressLetsOthersGoFirst() {
        while (to.post(new ShardCommand.Nothing())) {
            // until it cannot be told of anybody
        }
        order(from, to, 2);
        order(from, another, 2);
        for (int i = 0; i < 4; i++) {
            from.work();
        }
        assertThat(another.clients()).isEqualTo(2);
    }

    @Test
    void cutChangesABoundedNumberOfEntries() {
        for (HubClient client : clients) {
            for (int i = 0; i < 200; i++) {
                client.subscribe("t" + i);
            }
            run(from);
        }
        cut(4);
        assertThat(to.clients()).as("with 201 entries each").isEqualTo(2);
    }

    @Test
    void busyShardCutsTheNextSlicesBeforeTheFirstHasLeft() {
        ShardRig busy =
                new ShardRig(HubRig.options(1).withRebalance(new RebalanceOptions(Duration.ZERO, 1.2, 1_000, 1)));
        Shard target = new Shard(1, busy.context);
        target.start();
        for (int i = 0; i < 12; i++) {
            busy.shard.register(busy.client("u" + i));
        }
        busy.runtime.runUntilIdle();
        MoveOrder order = order(busy.shard, target, 12);
        for (int i = 0; i < 12; i++) {
            occupy(busy.shard);
        }
        List<Integer> cut = new ArrayList<>();
        for (int drain = 0; drain < 10; drain++) {
            busy.shard.work();
            cut.add(target.clients());
        }
        assertThat(cut).as("a slice per drain, eight on their way").containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 8, 8);
        assertThat(order.end()).isNotDone();
        busy.runtime.runUntilIdle();
        assertThat(order.end()).isCompletedWithValue(12);
        assertThat(busy.shard.isVacant()).isTrue();
        assertThat(target.clients()).isEqualTo(12);
    }

    @Test
    void orderEndsWhenItsClientsHaveLeft() {
        MoveOrder order = order(from, to, 4);
        occupy(from);
        from.work();
        assertThat(to.clients()).isEqualTo(4);
        assertThat(order.end()).isNotDone();
        from.work();
        from.work();
        assertThat(clients).allMatch(client -> client.owner() == to);
        assertThat(order.end()).isCompletedWithValue(4);
    }

    @Test
    void messageForAUserIsHeldForEachDeviceOnItsWayAndForNobodyElse() {
        HubClient second = rig.client("u0");
        from.register(second);
        run(from);
        cut(5);
        run(to);
        to.postMessage(new ShardCommand.SendToUser("u0", Message.text("m"), DrainClock.UNSTAMPED));
        run(to);
        run(from);
        run(to);
        assertThat(clients.stream().map(client -> client.books().sent())).containsExactly(1L, 0L, 0L, 0L);
        assertThat(second.books().sent()).isEqualTo(1);
        to.postMessage(new ShardCommand.SendToUser("u0", Message.text("n"), DrainClock.UNSTAMPED));
        run(to);
        assertThat(second.books().sent()).as("nobody is on the way any more").isEqualTo(2);
    }

    @Test
    void devicesOfAUserMoveTogether() {
        from.register(rig.client("u0"));
        run(from);
        cut(1);
        assertThat(to.clients()).isEqualTo(2);
    }

    @Test
    void whatIsShedOnTheWayIsCounted() {
        HubClient client = clients.get(0);
        int capacity = rig.context.limits().capacity();
        cut(4);
        for (int i = 0; i < capacity + 10; i++) {
            client.send(Message.text("m"));
            run(to);
        }
        run(from);
        run(to);
        assertThat(client.books().accepted()).isEqualTo(capacity + 10);
        assertThat(client.books().dropped().get(DropCause.OUTBOX_FULL)).isEqualTo(10);
        assertThat(client.isOpen()).isTrue();
    }

    @Test
    void whatMustNotBeShedOnTheWayClosesTheClient() {
        HubClient client = clients.get(0);
        cut(4);
        for (int i = 0; i <= rig.context.limits().capacity(); i++) {
            client.send(Message.text("m").withPriority(Priority.CRITICAL));
            run(to);
        }
        run(from);
        run(to);
        assertThat(client.closing()).isEqualTo(CloseReason.of(CloseCode.SLOW_CONSUMER, "outbox full"));
    }

    @Test
    void adoptionThatHangsIsTakenUp() {
        RecordingConnection connection = new RecordingConnection();
        HubClient culprit = rig.client("culprit", connection);
        from.register(culprit);
        run(from);
        cut(5);
        culprit.send(Message.text("a"));
        culprit.send(Message.text("b"));
        run(to);
        connection.hangIn(rig.runtime.hanging());
        run(from);
        run(to);
        assertThat(to.tenancy().replaceHung(to.tenancy().call())).isTrue();
        rig.runtime.runUntilIdle();
        clients.forEach(client -> client.closed(SHUTDOWN));
        rig.runtime.runUntilIdle();
        assertThat(to.isVacant()).as("nobody is on the way any more").isTrue();
        assertThat(culprit.books().dropped().get(DropCause.CLIENT_CLOSED)).isEqualTo(1);
        rig.runtime.close();
    }
}
